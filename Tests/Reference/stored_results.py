#!/usr/bin/env python3
"""What the version before typed columns stored of jobs, and what it answered of them.

    python3 stored_results.py BINARY ../Fixtures/stored_results.json

BINARY is a program of that version (commit cc7a64f): it stored similarity as its answer in JSON, curves and health as SBCURVE1 and
weights plainly. The fixture is made once; later versions read it and answer the same bytes.
"""
import base64, json, re, sqlite3, subprocess, sys, tempfile, urllib.error, urllib.request, zlib
binary,out=sys.argv[1:]
T={"steps":40,"learning_rate":0.05,"batch_size":8}
SPECS={
 "clones":{"architecture":[2,3,1],"dataset":{"name":"circle","samples":24},"training":T,"init":"constant","alpha":0.5,"record":{"points":4}},
 "random":{"architecture":[2,3,2,1],"dataset":{"name":"circle","samples":24},"training":T,"init":"xavier_uniform","seed":7,"record":{"points":4,"snapshots":2}},
 "zeros":{"architecture":[2,3,1],"dataset":{"name":"xor"},"training":{"steps":40},"init":"zeros","record":{"points":3}},
 "diverging":{"architecture":[2,3,1],"activation":"relu","dataset":{"name":"circle","samples":24},"training":{**T,"learning_rate":1e6,"loss":"mean_squared_error"},"init":"he_normal","record":{"points":4}},
}
def call(url,body=None,headers={}):
    r=urllib.request.Request(url,json.dumps(body).encode() if body else None,{"Content-Type":"application/json","Prefer":"wait=60",**headers} if body else headers)
    try:
        with urllib.request.urlopen(r,timeout=60) as x: return x.read()
    except urllib.error.HTTPError as e: sys.exit(e.read().decode())
with tempfile.TemporaryDirectory() as d:
    p=subprocess.Popen([binary,"serve","--port","0","--database",d+"/a"],stdout=subprocess.PIPE,stderr=subprocess.DEVNULL,text=True)
    try:
        url=re.search(r"http://\S+",p.stdout.readline())[0]; cases=[]; ids={}
        for name,spec in SPECS.items():
            j=json.loads(call(url+"/v1/jobs",spec)); ids[name]=j["id"]; u=f"{url}/v1/jobs/{j['id']}"
            get=lambda path:call(u+path).decode()
            cases.append({"name":name,"spec":j["spec"],"answers":{k:get(v) for k,v in {"similarity":"/similarity","similarity_csv":"/similarity?format=csv","similarity_ndjson":"/similarity?format=ndjson","curves":"/curves","curves_csv":"/curves?format=csv","health":"/health","weights":"/weights"}.items()}})
            print(name,j["state"],j["result"]["outcome"])
    finally: p.terminate(); p.wait()
    c=sqlite3.connect(d+"/a")
    for case in cases:
        rows=c.execute("select a.name,a.inflated_length,a.body from artifacts a join jobs j using(sequence) where j.id=?",(ids[case["name"]],))
        case["artifacts"]={n:base64.b64encode(zlib.decompress(b) if l else b).decode() for n,l,b in rows}
        case["artifacts"].pop("similarity")  # its bytes are those of the answer
json.dump({"cases":cases},open(out,"w"),indent=1)
