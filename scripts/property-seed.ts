// Property tests draw the same examples in each run of CI, so that a commit passes or fails for what it is, and new ones everywhere
// else; `PROPERTY_SEED` is a number, or `random`.
import fc from 'fast-check'

const given = process.env['PROPERTY_SEED'] ?? (process.env['CI'] ? '1' : 'random')
if (given !== 'random') fc.configureGlobal({ seed: Number(given) })
