"""Measures where the memory and the time of a training step on one GPU go, part by part.

    python measure_memory.py OUT.csv [SECONDS]

The recipe and the models are those of measure_steps.py. Memory: what is allocated when a part of the step ends, and the
highest within the part; what the allocator reserves beyond it is in the rows of measure_steps.py. Time: each part alone,
with the GPU waited for, and the processor's share of the forward pass.
"""

import csv
import gc
import importlib.util
import os
import sys
import time
from pathlib import Path

import torch
import torch.distributed as dist
import torch.nn as nn

spec = importlib.util.spec_from_file_location("steps", Path(__file__).with_name("measure_steps.py"))
steps = importlib.util.module_from_spec(spec)
sys.modules["steps"] = steps  # The compiler imports what it traces by name.
spec.loader.exec_module(steps)

marks = {}
measuring = False


def mark(part):
    """Ends a part: what is allocated, and the highest since the mark before. **Unit** byte."""
    if not measuring:
        return
    marks[part] = (torch.cuda.memory_allocated(), torch.cuda.max_memory_allocated())
    torch.cuda.reset_peak_memory_stats()


class Marked(steps.Decoder):
    def forward(self, tokens):
        x = self.table(tokens)
        mark("table")
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        mark("blocks")
        if x.requires_grad:
            x.register_hook(lambda _: mark("head_backward"))
        logits = self.output(self.norm(x))
        mark("logits")
        return logits


steps.Decoder = Marked


def part_times(model, optimizer, criterion, tokens):
    """Seconds of the parts of one step, each waited for; `processor` is the forward pass before the wait."""
    seconds = {}
    begin = time.perf_counter()

    def lap(name):
        nonlocal begin
        torch.cuda.synchronize()
        seconds[name] = time.perf_counter() - begin
        begin = time.perf_counter()

    torch.cuda.synchronize()
    begin = time.perf_counter()
    logits = model(tokens[:, :-1])
    processor = time.perf_counter() - begin
    lap("forward")
    loss = criterion(logits, tokens[:, 1:])
    del logits
    lap("loss")
    loss.backward()
    lap("backward")
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    lap("clip")
    optimizer.step()
    lap("optimizer")
    optimizer.zero_grad()
    lap("zero_grad")
    return {**seconds, "processor": processor}


def run(shape, length, batch, recompute, compiled):
    global measuring
    marks.clear()
    measuring = False
    model = steps.build(shape, length, recompute, compiled)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
    criterion = torch.compile(steps.loss_of) if compiled else steps.loss_of
    whole, laps = [], []
    for step in range(9):
        tokens = torch.randint(shape[5], (batch, length + 1), device="cuda")
        if step == 8:
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()
            measuring = True
            mark("start")
        elif step >= 5:
            laps.append(part_times(model, optimizer, criterion, tokens))
            continue
        torch.cuda.synchronize()
        begin = time.perf_counter()
        loss = criterion(model(tokens[:, :-1]), tokens[:, 1:])
        mark("loss")
        loss.backward()
        mark("backward")
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        mark("clip")
        optimizer.step()
        mark("optimizer")
        optimizer.zero_grad()
        torch.cuda.synchronize()
        whole.append(time.perf_counter() - begin)
        mark("end")
    middle = {key: sorted(lap[key] for lap in laps)[1] for key in laps[0]}
    result = {f"{part}_{kind}_gib": marks[part][index] / 2**30 for part in marks for index, kind in enumerate(("allocated", "peak"))}
    result["parameters"] = sum(each.numel() for each in model.parameters())
    result["step_s"] = sorted(whole[2:5])[1]
    result.update({f"{part}_s": seconds for part, seconds in middle.items()})
    return result


one = (8, 2048, 32, 8, 8192, 128256)
seven = (6, 4096, 32, 32, 11008, 32000)
eight = (4, 4096, 32, 8, 14336, 128256)
small = (12, 768, 12, 12, 2048, 50304)
long = (48, 768, 12, 12, 2048, 50304)
modes = [("none", False), ("none", True), ("selective", False), ("selective", True), ("full", False), ("full", True)]
cases = [
    *[(one, 8192, 1, *mode) for mode in modes],
    # Few tokens: what the processor needs, and not the GPU.
    *[(small, 128, 1, recompute, compiled) for compiled in (False, True) for recompute in ("none", "full")],
    (long, 128, 1, "none", False), (long, 128, 1, "none", True), (small, 1024, 32, "none", True), (small, 1024, 16, "none", False),
    *[(seven, 4096, 2, *mode) for mode in modes[:2] + modes[4:]],
    (one, 8192, 4, "none", True), (one, 8192, 4, "full", True), (eight, 8192, 1, "none", True), (eight, 8192, 1, "full", True),
    (eight, 8192, 1, "selective", True), (eight, 8192, 1, "none", False), (small, 1024, 32, "full", True),
]  # fmt: skip


def main():
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29511", RANK="0", WORLD_SIZE="1")
    torch.cuda.set_device(0)
    dist.init_process_group("nccl", rank=0, world_size=1, device_id=torch.device("cuda:0"))
    torch.set_float32_matmul_precision("high")
    file = open(sys.argv[1], "w", newline="")
    out = None
    for shape, length, batch, recompute, compiled in cases:
        if time.monotonic() > steps.deadline:
            print("out of time before", shape, recompute, compiled)
            break
        names = ("layers", "hidden", "heads", "kv_heads", "ffn", "vocab")
        case = {**dict(zip(names, shape)), "seq_len": length, "batch": batch, "recompute": recompute, "compiled": int(compiled), "torch": torch.__version__}
        begin = time.monotonic()
        try:
            result = run(shape, length, batch, recompute, compiled)
            row = {**case, **{key: value if key == "parameters" else f"{value:.5g}" for key, value in result.items()}}
            if out is None:
                out = csv.DictWriter(file, row.keys(), lineterminator="\n", restval="")
                out.writeheader()
            out.writerow(row)
            print(case, f"{time.monotonic() - begin:.0f} s", flush=True)
        except Exception as error:
            print(case, "failed:", repr(error)[:300], flush=True)
        file.flush()
        gc.collect()
        torch._dynamo.reset()
        gc.collect()
        torch.cuda.empty_cache()
    dist.destroy_process_group()


main()
