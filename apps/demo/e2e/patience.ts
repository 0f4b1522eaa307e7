/** How many times longer to wait than on a machine that does nothing else: E2E_PATIENCE=4. */
export const patience = Number(process.env['E2E_PATIENCE'] ?? 1)
