/** What stands in for Node's module in a browser: nothing. */
export const Buffer = undefined
