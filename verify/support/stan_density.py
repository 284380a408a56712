"""Log densities of Stan programs by PyStan 3, for `npm run verify -- stan`.

Reads JSON from stdin, {"program": .., "data": {..}, "points": [{"mu": .., ..}, ..]}, and writes a JSON list: the log density
at each point of constrained values, without Jacobian terms.
"""

import contextlib
import io
import json
import sys

import stan

request = json.load(sys.stdin)
# PyStan and the compiler behind it talk on both streams.
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    posterior = stan.build(request["program"], data=request["data"])
values = []
for point in request["points"]:
    position = posterior.unconstrain_pars(point)
    values.append(posterior.log_prob(position, adjust_transform=False))
json.dump(values, sys.stdout)
