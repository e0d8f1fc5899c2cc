"use client";

// A server component may hand this to a Mantine component; next/link itself it may not.
export { default as Link } from "next/link";
