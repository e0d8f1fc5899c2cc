"""Measures whole training steps on one GPU, time and memory, as rows of the validation format.

    python measure_steps.py OUT.csv [SECONDS]

The recipe is torchtitan's: FSDP2 over one rank, parameters in fp32, computation in bf16, gradients reduced in fp32,
fused AdamW, blocks compiled or eager, recomputation none, selective (products of every other block kept) or full.
"""

import csv
import gc
import os
import sys
import time
from functools import partial

import torch
import torch.distributed as dist
import torch.nn as nn
import torch.nn.functional as F
from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import checkpoint_wrapper
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard
from torch.utils.checkpoint import CheckpointPolicy, create_selective_checkpoint_contexts

deadline = time.monotonic() + float(sys.argv[2] if len(sys.argv) > 2 else 540)


class Attention(nn.Module):
    def __init__(self, hidden, heads, kv_heads):
        super().__init__()
        self.heads, self.kv_heads, self.size = heads, kv_heads, hidden // heads
        self.wq = nn.Linear(hidden, hidden, bias=False)
        self.wk = nn.Linear(hidden, kv_heads * self.size, bias=False)
        self.wv = nn.Linear(hidden, kv_heads * self.size, bias=False)
        self.wo = nn.Linear(hidden, hidden, bias=False)

    def forward(self, x, cos, sin):
        b, s, h = x.shape
        q = turn(self.wq(x).view(b, s, self.heads, self.size), cos, sin)
        k = turn(self.wk(x).view(b, s, self.kv_heads, self.size), cos, sin)
        v = self.wv(x).view(b, s, self.kv_heads, self.size)
        q, k, v = (each.transpose(1, 2) for each in (q, k, v))
        k, v = (each.repeat_interleave(self.heads // self.kv_heads, 1) for each in (k, v))
        return self.wo(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(b, s, h))


def turn(x, cos, sin):
    left, right = x.float().chunk(2, -1)
    return torch.cat((left * cos - right * sin, left * sin + right * cos), -1).type_as(x)


class Block(nn.Module):
    def __init__(self, hidden, heads, kv_heads, ffn):
        super().__init__()
        self.attention = Attention(hidden, heads, kv_heads)
        self.w1 = nn.Linear(hidden, ffn, bias=False)
        self.w2 = nn.Linear(ffn, hidden, bias=False)
        self.w3 = nn.Linear(hidden, ffn, bias=False)
        self.first, self.second = nn.RMSNorm(hidden), nn.RMSNorm(hidden)

    def forward(self, x, cos, sin):
        x = x + self.attention(self.first(x), cos, sin)
        y = self.second(x)
        return x + self.w2(F.silu(self.w1(y)) * self.w3(y))


class Decoder(nn.Module):
    def __init__(self, layers, hidden, heads, kv_heads, ffn, vocab, length):
        super().__init__()
        self.table = nn.Embedding(vocab, hidden)
        self.blocks = nn.ModuleList(Block(hidden, heads, kv_heads, ffn) for _ in range(layers))
        self.norm = nn.RMSNorm(hidden)
        self.output = nn.Linear(hidden, vocab, bias=False)
        size = hidden // heads
        angle = torch.outer(torch.arange(length), 10000 ** (-torch.arange(0, size, 2) / size))
        self.register_buffer("cos", angle.cos()[None, :, None], persistent=False)
        self.register_buffer("sin", angle.sin()[None, :, None], persistent=False)

    def forward(self, tokens):
        x = self.table(tokens)
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        return self.output(self.norm(x))


kept = {
    torch.ops.aten._scaled_dot_product_efficient_attention.default,
    torch.ops.aten._scaled_dot_product_flash_attention.default,
    torch.ops.aten._scaled_dot_product_cudnn_attention.default,
    torch.ops.aten.max.default,
}


def policy_of_one_layer():
    """torchtitan's operator policy: attention is kept, and every second product."""
    count = {"products": 0, "again": 0}

    def policy(context, operator, *_args, **_kwargs):
        key = "again" if context.is_recompute else "products"
        if operator == torch.ops.aten.mm.default:
            count[key] += 1
            return CheckpointPolicy.MUST_SAVE if count[key] % 2 else CheckpointPolicy.PREFER_RECOMPUTE
        return CheckpointPolicy.MUST_SAVE if operator in kept else CheckpointPolicy.PREFER_RECOMPUTE

    return create_selective_checkpoint_contexts(policy)


def build(shape, length, recompute, compiled):
    torch.manual_seed(1)
    with torch.device("cuda"):
        model = Decoder(*shape, length)
    for index, block in enumerate(model.blocks):
        if recompute == "full":
            block = checkpoint_wrapper(block, preserve_rng_state=False)
        if recompute == "selective":
            block = checkpoint_wrapper(block, context_fn=policy_of_one_layer, preserve_rng_state=False)
        if compiled:
            block = torch.compile(block, fullgraph=True)
        model.blocks[index] = block
    precision = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32)
    for block in model.blocks:
        fully_shard(block, mp_policy=precision)
    fully_shard(model, mp_policy=precision)
    return model


def loss_of(logits, target):
    return F.cross_entropy(logits.flatten(0, 1).float(), target.flatten())


def run(shape, length, batch, recompute, compiled, steps=6, warm=3):
    model = build(shape, length, recompute, compiled)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
    criterion = torch.compile(loss_of) if compiled else loss_of
    vocab = shape[5]
    times = []
    for step in range(warm + steps):
        tokens = torch.randint(vocab, (batch, length + 1), device="cuda")
        torch.cuda.synchronize()
        begin = time.perf_counter()
        loss = criterion(model(tokens[:, :-1]), tokens[:, 1:])
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        torch.cuda.synchronize()
        if step >= warm:
            times.append(time.perf_counter() - begin)
        if step == warm - 1:
            torch.cuda.reset_peak_memory_stats()
    free, total = torch.cuda.mem_get_info()
    return sorted(times)[len(times) // 2], torch.cuda.max_memory_reserved() / 2**30, (total - free) / 2**30


gpt2 = (12, 768, 12, 12, 2048, 50304)
medium = (24, 1024, 16, 16, 2816, 50304)
billion = (16, 2048, 32, 8, 8192, 128256)
three = (28, 3072, 24, 8, 8192, 128256)
seven = (32, 4096, 32, 32, 11008, 32000)
eight = (32, 4096, 32, 8, 14336, 128256)
names = {gpt2: "Llama-style 0.16B", medium: "Llama-style 0.4B", billion: "Llama3-1B", three: "Llama3-3B", seven: "Llama2-7B", eight: "Llama3-8B"}

# (shape, sequence, batch, recompute, compiled)
cases = [
    (billion, 8192, 1, "none", True), (billion, 8192, 2, "selective", True), (billion, 8192, 4, "full", True),
    (billion, 2048, 4, "none", False), (billion, 2048, 8, "none", True), (billion, 4096, 4, "none", True),
    (billion, 8192, 2, "none", False), (billion, 16384, 1, "selective", True), (billion, 32768, 1, "full", True),
    (billion, 8192, 8, "none", True), (three, 4096, 2, "none", True), (three, 8192, 1, "none", True),
    (three, 8192, 2, "selective", True), (three, 8192, 2, "full", True), (three, 8192, 1, "none", False),
    (three, 8192, 4, "none", True), (seven, 4096, 1, "none", True), (seven, 4096, 2, "full", True),
    (seven, 2048, 1, "none", True), (seven, 4096, 1, "full", False), (eight, 8192, 1, "full", True),
    (eight, 8192, 1, "none", True), (gpt2, 1024, 32, "none", True), (gpt2, 1024, 16, "none", False),
    (gpt2, 1024, 64, "none", True), (medium, 2048, 8, "none", True), (medium, 2048, 8, "full", True),
    (medium, 2048, 16, "none", False), (billion, 2048, 1, "none", True), (billion, 2048, 1, "none", False),
]  # fmt: skip


def main():
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29511", RANK="0", WORLD_SIZE="1")
    torch.cuda.set_device(0)
    dist.init_process_group("nccl", rank=0, world_size=1, device_id=torch.device("cuda:0"))
    torch.set_float32_matmul_precision("high")
    header = (
        "id,source,year,hardware,gpus,gpu_mem_gb,interconnect,model,params_b,layers,hidden,heads,ffn_hidden,kv_heads,vocab,"
        "seq_len,experts,topk,dtype,global_batch,micro_batch,tp,pp,vpp,dp,cp,ep,zero,recompute,seq_parallel,"
        "measured_metric,measured_value,notes"
    ).split(",")
    file = open(sys.argv[1], "w", newline="")
    out = csv.writer(file, lineterminator="\n")
    out.writerow(header)
    for number, (shape, length, batch, recompute, compiled) in enumerate(cases):
        if time.monotonic() > deadline:
            print("out of time before case", number)
            break
        layers, hidden, heads, kv_heads, ffn, vocab = shape
        size = hidden // heads
        per = 2 * hidden * hidden + 2 * hidden * kv_heads * size + 3 * hidden * ffn + 2 * hidden
        billions = (layers * per + 2 * vocab * hidden + hidden) / 1e9
        note = f"FSDP2 on one rank, {'torch.compile' if compiled else 'eager'}; gated MLP, rotary; untied output; torch {torch.__version__}"
        base = [
            "Ingot measurements on one H200, November 2026", 2026, "H200 SXM", 1, 141, "none", names[shape], f"{billions:.3f}",
            layers, hidden, heads, ffn, kv_heads, vocab, length, "", "", "bf16", batch, batch, 1, 1, 1, 1, 1, 1, 3, recompute, 0,
        ]  # fmt: skip
        begin = time.monotonic()
        try:
            step, reserved, used = run(shape, length, batch, recompute, compiled)
            out.writerow([f"ingot-{number:02d}-time", *base, "step_s", f"{step:.5g}", note])
            out.writerow([f"ingot-{number:02d}-memory", *base, "mem_gb_per_gpu", f"{reserved:.2f}", note + f"; GiB reserved by the allocator; {used:.2f} GiB of the card in use"])
            print(names[shape], length, batch, recompute, compiled, f"{step:.4g} s {reserved:.1f} GiB, took {time.monotonic() - begin:.0f} s", flush=True)
        except torch.OutOfMemoryError:
            out.writerow([f"ingot-{number:02d}-fits", *base, "fits", 0, note])
            print(names[shape], length, batch, recompute, compiled, "out of memory", flush=True)
        except Exception as error:
            print(names[shape], length, batch, recompute, compiled, "failed:", repr(error)[:300], flush=True)
        file.flush()
        gc.collect()
        torch._dynamo.reset()
        gc.collect()
        torch.cuda.empty_cache()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
