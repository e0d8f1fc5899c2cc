/** Numeric formats of the matrix work. */
export type Dtype = "fp32" | "tf32" | "bf16" | "fp16" | "fp8" | "fp4";
