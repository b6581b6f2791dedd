"""A network's start, chosen with sliders, and what comes of it: `streamlit run streamlit_app.py`."""
import json
import os
import urllib.request

import pandas as pd
import streamlit as st

HOST = os.environ.get("HOST", "http://127.0.0.1:8080")


@st.cache_data
def train(spec):
    """The finished job of a spec. The same spec is the same job: its key is its text."""
    request = urllib.request.Request(f"{HOST}/v1/jobs", spec.encode(), {
        "Content-Type": "application/json", "Prefer": "wait=60"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


st.title("What does it take to break the symmetry?")
scheme = st.selectbox("Start", ["constant", "normal", "xavier_normal", "he_normal"])
alpha = st.slider("α", 0.01, 2.0, 0.5)
units = st.slider("Hidden neurons", 2, 32, 8)
job = train(json.dumps({
    "architecture": [2, units, 1], "init": scheme, "alpha": alpha, "seed": 1, "dataset": "moons",
    "training": {"steps": 500, "learning_rate": 0.3}}))

layer = job["result"]["symmetry"]["layers"][0]
st.markdown(f"**{layer['distinct_neurons']} of {layer['units']} neurons are distinct**; the job ended as "
            f"{job['result']['outcome']}.")
curves = pd.read_csv(f"{HOST}/v1/jobs/{job['id']}/curves.csv?metrics=train_loss,train_accuracy")
st.line_chart(curves, x="step", y=["train_loss", "train_accuracy"])
similarity = pd.read_csv(f"{HOST}/v1/jobs/{job['id']}/similarity.csv").query("layer == 1")
st.line_chart(similarity, x="step", y=["incoming_mean", "activation_mean"])
