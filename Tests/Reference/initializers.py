#!/usr/bin/env python3
"""Writes initializers.json: what PyTorch, Keras and JAX draw under the names of schemes.

Each case names the library's call, this project's scheme with its parameters and options for the
same distribution, and 251 quantiles, (k + 1/2) / 251, of about 240,000 numbers that the library
drew for a layer of 300 inputs and 200 units (a bias: 200 numbers, drawn 1,200 times).

    KERAS_BACKEND=jax python initializers.py OUTPUT.json

Needs torch, keras and jax, which requirements.txt leaves out for their size; made with torch
2.15.0, keras 3.15.1 and jax 0.10.2.
"""

import json
import sys

import jax
import keras
import numpy as np
import torch
from jax.nn import initializers as jax_init
from keras import initializers as keras_init
from torch.nn import init as torch_init

INPUTS, UNITS, DRAWS, QUANTILES = 300, 200, 4, 251


def torch_draw(fill):
    def draw(index):
        torch.manual_seed(100 + index)
        return fill(torch.empty(UNITS, INPUTS)).numpy()

    return draw


def torch_linear(part):
    def draw(index):
        torch.manual_seed(100 + index)
        return getattr(torch.nn.Linear(INPUTS, UNITS), part).detach().numpy()

    return draw


def keras_draw(make):
    return lambda index: np.asarray(make(seed=100 + index)((INPUTS, UNITS)))


def keras_dense(part):
    def draw(index):
        keras.utils.set_random_seed(100 + index)
        layer = keras.layers.Dense(UNITS)
        layer.build((None, INPUTS))
        return np.asarray(getattr(layer, part))

    return draw


def jax_draw(initializer):
    return lambda index: np.asarray(initializer(jax.random.key(100 + index), (INPUTS, UNITS)))


def case(library, call, draw, scheme, parameters=None, options=None, activation="linear", part="weights"):
    return {
        "library": library,
        "call": call,
        "scheme": scheme,
        "parameters": parameters or {},
        "options": options or {},
        "activation": activation,
        "part": part,
        "draw": draw,
    }


def torch_case(call, fill, scheme, *more, **named):
    return case("torch", call, torch_draw(fill), scheme, *more, **named)


def keras_case(call, make, scheme, *more, **named):
    return case("keras", call, keras_draw(make), scheme, *more, **named)


def jax_case(call, initializer, scheme, *more, **named):
    return case("jax", call, jax_draw(initializer), scheme, *more, **named)


T, K, J = {"flavor": "torch"}, {"flavor": "keras"}, {"flavor": "jax"}
CASES = [
    torch_case("uniform_", torch_init.uniform_, "uniform", None, T),
    torch_case("normal_", torch_init.normal_, "normal", None, T),
    torch_case(
        "trunc_normal_(std=0.5, a=-1, b=0.5)",
        lambda w: torch_init.trunc_normal_(w, std=0.5, a=-1.0, b=0.5),
        "trunc_normal",
        {"std": 0.5, "low": -1.0, "high": 0.5},
    ),
    torch_case(
        "xavier_uniform_(gain=5/3)",
        lambda w: torch_init.xavier_uniform_(w, torch_init.calculate_gain("tanh")),
        "xavier_uniform",
        None,
        {"gain": "activation"},
        "tanh",
    ),
    torch_case("xavier_normal_", torch_init.xavier_normal_, "xavier_normal", None, T),
    torch_case(
        "kaiming_uniform_(nonlinearity='relu')",
        lambda w: torch_init.kaiming_uniform_(w, nonlinearity="relu"),
        "he_uniform",
    ),
    torch_case(
        "kaiming_normal_(mode='fan_out', nonlinearity='relu')",
        lambda w: torch_init.kaiming_normal_(w, mode="fan_out", nonlinearity="relu"),
        "he_normal",
        None,
        {"mode": "fan_out", **T},
    ),
    torch_case(
        "kaiming_normal_(nonlinearity='selu')",
        lambda w: torch_init.kaiming_normal_(w, nonlinearity="selu"),
        "he_normal",
        None,
        {"gain": "activation"},
        "selu",
    ),
    torch_case("orthogonal_", torch_init.orthogonal_, "orthogonal"),
    torch_case(
        "sparse_(0.25, std=0.1)",
        lambda w: torch_init.sparse_(w, 0.25, std=0.1),
        "sparse",
        {"sparsity": 0.25, "std": 0.1},
    ),
    case("torch", "Linear.weight", torch_linear("weight"), "torch_default"),
    case("torch", "Linear.bias", torch_linear("bias"), "torch_default", part="biases"),
    keras_case("RandomUniform", keras_init.RandomUniform, "uniform", None, K),
    keras_case("RandomNormal", keras_init.RandomNormal, "normal", None, K),
    keras_case("TruncatedNormal", keras_init.TruncatedNormal, "truncated_normal", None, K),
    keras_case("GlorotUniform", keras_init.GlorotUniform, "xavier_uniform"),
    keras_case("GlorotNormal", keras_init.GlorotNormal, "xavier_normal", None, K),
    keras_case("HeUniform", keras_init.HeUniform, "he_uniform"),
    keras_case("HeNormal", keras_init.HeNormal, "he_normal", None, K),
    keras_case("LecunUniform", keras_init.LecunUniform, "lecun_uniform"),
    keras_case("LecunNormal", keras_init.LecunNormal, "lecun_normal", None, K),
    keras_case(
        "VarianceScaling(2, 'fan_avg', 'untruncated_normal')",
        lambda seed: keras_init.VarianceScaling(2.0, "fan_avg", "untruncated_normal", seed),
        "variance_scaling",
        {"scale": 2.0},
        {"mode": "fan_avg", "distribution": "untruncated_normal"},
    ),
    keras_case("VarianceScaling", keras_init.VarianceScaling, "variance_scaling"),
    keras_case("Orthogonal", keras_init.Orthogonal, "orthogonal"),
    case("keras", "Dense.kernel", keras_dense("kernel"), "keras_default"),
    jax_case("uniform", jax_init.uniform(), "uniform", None, J),
    jax_case("normal", jax_init.normal(), "normal", None, J),
    jax_case("truncated_normal", jax_init.truncated_normal(), "truncated_normal", None, J),
    jax_case("glorot_uniform", jax_init.glorot_uniform(), "xavier_uniform"),
    jax_case("glorot_normal", jax_init.glorot_normal(), "xavier_normal", None, J),
    jax_case("he_uniform", jax_init.he_uniform(), "he_uniform"),
    jax_case("he_normal", jax_init.he_normal(), "he_normal", None, J),
    jax_case("lecun_uniform", jax_init.lecun_uniform(), "lecun_uniform"),
    jax_case("lecun_normal", jax_init.lecun_normal(), "lecun_normal", None, J),
    jax_case(
        "variance_scaling(3, 'fan_geo_avg', 'uniform')",
        jax_init.variance_scaling(3.0, "fan_geo_avg", "uniform"),
        "variance_scaling",
        {"scale": 3.0},
        {"mode": "fan_geo_avg", "distribution": "uniform"},
    ),
    jax_case("orthogonal", jax_init.orthogonal(), "orthogonal"),
]


def quantiles(draw, part):
    draws = DRAWS if part == "weights" else DRAWS * INPUTS
    numbers = np.concatenate([np.ravel(draw(i)).astype(float) for i in range(draws)])
    places = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return [float(f"{value:.7g}") for value in np.quantile(numbers, places)]


def main(path):
    rows = []
    for entry in CASES:
        draw = entry.pop("draw")
        entry["quantiles"] = quantiles(draw, entry["part"])
        print(entry["library"], entry["call"], entry["quantiles"][0], entry["quantiles"][-1])
        rows.append(json.dumps(entry, separators=(",", ":"), allow_nan=False))
    with open(path, "w", encoding="ascii") as file:
        file.write("[\n" + ",\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
