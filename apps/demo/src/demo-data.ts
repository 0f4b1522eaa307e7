/** Name of the demo's table. */
export const tableName = 'throughline-demo'

/** How many persons the demo shows. */
export const personCount = 10_000
