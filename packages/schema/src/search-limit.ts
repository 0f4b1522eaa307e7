/** Most roots that a server answers one search with. */
export const mostSearchRoots = 100
