"""Log densities of Stan programs by httpstan (which pystan installs), for `npm run verify -- stan`.

Reads JSON from stdin, {"program": .., "data": "the text of the data file", "points": [{"mu": .., ..}, ..]}, and writes a JSON list: the log density
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


def numbers(value):
    """The data file's numbers, in which infinities are words."""
    if isinstance(value, dict):
        return {name: numbers(part) for name, part in value.items()}
    return [numbers(part) for part in value] if isinstance(value, list) else float(value) if isinstance(value, str) else value


request = json.load(sys.stdin)
data = numbers(json.loads(request["data"]))
program = request["program"]
asyncio.run(httpstan.models.build_services_extension_module(program, ["-O0", "-g0", "-w", "-std=c++14"]))
model = httpstan.models.import_services_extension_module(httpstan.models.calculate_model_name(program))
values = []
for point in request["points"]:
    position = model.transform_inits(data, point)
    values.append(model.log_prob(data, position, False))
# On a line of its own: compilers talk too.
print()
print(json.dumps(values))
