"""Log densities of Stan programs by httpstan (which pystan installs), for `npm run verify -- stan`.

Reads JSON from stdin, {"program": .., "data": {..}, "points": [{"mu": .., ..}, ..]}, and writes a JSON list: the log density
at each point of constrained values, without Jacobian terms. The model is compiled without optimisation: it is asked a few times.
"""

import asyncio
import json
import subprocess
import sys

import httpstan.models

# httpstan gives stanc one second, which a busy machine does not, and asks for its pedantic warnings, which take minutes for long
# programs.
run = subprocess.run


def patient_run(command, **options):
    return run([word for word in command if word != "--warn-pedantic"], **{**options, "timeout": 600})


subprocess.run = patient_run

request = json.load(sys.stdin)
program = request["program"]
asyncio.run(httpstan.models.build_services_extension_module(program, ["-O0", "-g0", "-w", "-std=c++14"]))
model = httpstan.models.import_services_extension_module(httpstan.models.calculate_model_name(program))
values = []
for point in request["points"]:
    position = model.transform_inits(request["data"], point)
    values.append(model.log_prob(request["data"], position, False))
# On a line of its own: compilers talk too.
print()
print(json.dumps(values))
