/** What a check says of the account. */
export interface Finding {
  readonly what: string;
  /** What to do about it. Undefined if all is well. */
  readonly problem?: string;
}

/** Says it if something is wrong with what is asked, and what to do. */
export async function checked(what: string, check: () => Promise<string | undefined>, advice: string): Promise<Finding> {
  try {
    return { what, problem: await check() };
  } catch (error) {
    return { what, problem: `${(error as Error).message}: ${advice}` };
  }
}
