/** Adds a problem of an entity (`''` for the policies themselves), or of one of its fields. */
export type Report = (entity: string, message: string, field?: string) => void
