"""Holds launches to the tools' own parsers: `parse.py TOOL FOLDER CASES.json`; prints one JSON list of complaints."""
import contextlib
import glob
import io
import json
import os
import re
import sys

from absent import stand_in

HEAVY = (
    "torch transformer_engine apex nvidia_resiliency_ext triton numpy einops flash_attn torchdata datasets tensorboard "
    "wandb six tokenizers regex sentencepiece transformers psutil tiktoken torchft pydantic fastapi httpx uvicorn openai "
    "aiohttp requests tqdm ray flask flask_restful zarr tensorstore multistorageclient composer streaming "
    "mlflow catalogue peft accelerate huggingface_hub safetensors rich typer boto3 oci databricks"
).split()


def megatron(folder):
    stand_in(HEAVY, ("megatron.rl", "megatron.core.inference"))
    sys.path.insert(0, folder)
    import argparse

    from megatron.core.transformer.pipeline_parallel_layer_layout import PipelineParallelLayerLayout as Layout
    from megatron.training import arguments

    # Hopper, whose rules are the stricter ones.
    arguments.get_device_arch_version = lambda: 9

    def check(case):
        parser = argparse.ArgumentParser(allow_abbrev=False, exit_on_error=False)
        arguments.add_megatron_arguments(parser)
        words = case["words"]
        args = parser.parse_args(words[words.index("pretrain_gpt.py") + 1 :])
        args.rank, args.world_size, args.local_rank = 0, case["devices"], 0
        with contextlib.ExitStack() as stack:
            stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
            given = {"CUDA_DEVICE_MAX_CONNECTIONS": case["environment"].get("CUDA_DEVICE_MAX_CONNECTIONS", "")}
            os.environ.update(given)
            if not given["CUDA_DEVICE_MAX_CONNECTIONS"]:
                os.environ.pop("CUDA_DEVICE_MAX_CONNECTIONS")
            args = arguments.validate_args(args)
            args.padded_vocab_size = args.padded_vocab_size or args.vocab_size
            arguments.core_transformer_config_from_args(args)
        if args.pipeline_model_parallel_layout is not None:
            layout = Layout(args.pipeline_model_parallel_layout, args.pipeline_model_parallel_size)
            layout.validate_layer_layout(args.num_layers, args.mtp_num_layers)

    return check


def torchtitan(folder):
    stand_in([name for name in HEAVY if name != "rich"])
    sys.path.insert(0, folder)
    from torchtitan.config.manager import ConfigManager

    # Converters register themselves when their modules are imported, which wants torch: their names are read instead.
    registered = set()
    for name in glob.glob(os.path.join(folder, "torchtitan/components/quantization/*.py")):
        with open(name) as file:
            registered |= set(re.findall(r'register_model_converter\(\w+, "([^"]+)"\)', file.read()))

    classes = {
        "TransformerModelArgs": "torchtitan/models/llama3/model/args.py",
        "RoPEScalingArgs": "torchtitan/models/llama3/model/args.py",
        "DeepSeekV3ModelArgs": "torchtitan/models/deepseek_v3/model/args.py",
        "MoEArgs": "torchtitan/models/moe/moe.py",
    }
    fields = {name: fields_of(os.path.join(folder, path), name) for name, path in classes.items()}

    def check(case):
        strange = keywords_of(case["files"]["ingot_model.py"], fields)
        assert not strange, f"unknown fields {strange}"
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            words = [case["files"]["train.toml"] if word.endswith("train.toml") else word for word in case["words"]]
            config = ConfigManager().parse_args(words[words.index("torchtitan.train") + 1 :])
        unknown = [name for name in config.model.converters if name not in registered]
        assert not unknown, f"no converter is registered as {unknown}, only {sorted(registered)}"
        split = config.parallelism.pipeline_parallel_schedule in ("ZBVZeroBubble", "InterleavedZeroBubble")
        piped = config.parallelism.pipeline_parallel_degree > 1
        assert not (piped and split and config.compile.enable), "a backward pass in two parts is not compiled"

    return check


def deepspeed(folder):
    stand_in([name for name in HEAVY if name != "pydantic"], ("deepspeed.comm", "deepspeed.accelerator", "deepspeed.ops"))
    import types

    # The package's own __init__ starts everything; its parts are imported without it.
    for name in ("deepspeed", "deepspeed.runtime", "deepspeed.runtime.zero"):
        module = types.ModuleType(name)
        module.__path__ = [os.path.join(folder, *name.split("."))]
        sys.modules[name] = module
    utils = types.ModuleType("deepspeed.utils")
    import logging

    utils.logger = logging.getLogger("deepspeed")
    utils.__path__ = [os.path.join(folder, "deepspeed", "utils")]
    sys.modules["deepspeed.utils"] = utils
    from deepspeed.runtime.precision_config import DeepSpeedBF16Config, DeepSpeedFP16Config
    from deepspeed.runtime.zero.config import DeepSpeedZeroConfig

    def check(case):
        with open(case["files"]["ds_config.json"]) as file:
            config = json.load(file)
        DeepSpeedZeroConfig(**config["zero_optimization"])
        DeepSpeedBF16Config(**config.get("bf16", {}))
        DeepSpeedFP16Config(**config.get("fp16", {}))
        ranks = case["devices"]
        steps, micro = config["gradient_accumulation_steps"], config["train_micro_batch_size_per_gpu"]
        assert config["train_batch_size"] == steps * micro * ranks, "batch sizes do not multiply up"

    return check


def fields_of(path, name):
    """Names of a dataclass's fields, or of a constructor's parameters, read from its source."""
    import ast

    with open(path) as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == name:
            fields = [part.target.id for part in node.body if isinstance(part, ast.AnnAssign)]
            made = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
            return set(fields) | {each.arg for part in made for each in part.args.args}
    raise LookupError(f"{path} has no class {name}")


def keywords_of(path, fields):
    """Keywords by which a module makes objects of these classes, and which the classes lack."""
    import ast

    with open(path) as file:
        tree = ast.parse(file.read())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    made = [call for call in calls if call.func.id in fields]
    assert made, f"{path} makes no model"
    return [word.arg for call in made for word in call.keywords if word.arg not in fields[call.func.id]]


def llm_foundry(folder):
    from omegaconf import OmegaConf

    train = fields_of(os.path.join(folder, "llmfoundry/utils/config_utils.py"), "TrainConfig")
    model = fields_of(os.path.join(folder, "llmfoundry/models/mpt/configuration_mpt.py"), "MPTConfig") | {"name"}

    def check(case):
        os.environ.update({"TOKENIZER": "gpt2", "DATA_LOCAL": "data", "CHECKPOINTS": "checkpoints"})
        config = OmegaConf.to_container(OmegaConf.load(case["files"]["train.yaml"]), resolve=True)
        unknown = [key for key in config if key not in train] + [key for key in config["model"] if key not in model]
        assert not unknown, f"unknown fields {unknown}"

    return check


class AnyString(str):
    """A name or a pattern that is not known here, and whatever is asked of it."""

    def __new__(cls):
        return super().__new__(cls, "any")

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self


def skypilot(folder):
    import jsonschema
    import yaml

    # Only the schema's own file is read: importing the package wants the libraries of clouds. What it takes from its
    # neighbours (names of clouds, patterns of units) is any string.
    import types

    for name in ("sky", "sky.skylet", "sky.utils", "sky.skylet.autostop_lib", "sky.skylet.constants"):
        module = types.ModuleType(name)
        module.__path__ = []
        module.__getattr__ = lambda part: AnyString() if not part.startswith("__") else None
        sys.modules[name] = module
    sys.modules["sky.utils"].__path__ = [os.path.join(folder, "sky/utils")]
    del sys.modules["sky.utils"].__dict__["__getattr__"]
    space = types.ModuleType("schemas")
    with open(os.path.join(folder, "sky/utils/schemas.py")) as file:
        exec(compile(file.read(), "schemas.py", "exec"), space.__dict__)
    space._task_config_schema = dict
    task = space.get_task_schema()

    def check(case):
        with open(case["files"]["sky.yaml"]) as file:
            jsonschema.validate(yaml.safe_load(file), task)

    return check


CHECKS = {
    "megatron-lm": megatron,
    "torchtitan": torchtitan,
    "deepspeed": deepspeed,
    "llm-foundry": llm_foundry,
    "skypilot": skypilot,
}


def main():
    tool, folder, cases = sys.argv[1:4]
    with open(cases) as file:
        given = json.load(file)
    check = CHECKS[tool](folder)
    complaints = []
    for case in given:
        try:
            check(case)
        except BaseException as error:  # a parser ends the process by SystemExit
            complaints.append({"case": case["name"], "complaint": re.sub(r"\s+", " ", f"{type(error).__name__}: {error}")[:400]})
    print(json.dumps({"checked": len(given), "complaints": complaints}))


main()
