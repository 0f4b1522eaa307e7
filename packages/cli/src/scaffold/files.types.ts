/** Files by their path in the domain's folder. */
export type Files = Readonly<Record<string, string>>
