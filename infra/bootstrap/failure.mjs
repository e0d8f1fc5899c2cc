/** What a person can act on: printed as its sentence, without a stack, with exit status 1. */
export class Failure extends Error {}
