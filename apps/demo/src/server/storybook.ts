import { existsSync } from 'node:fs'
import path from 'node:path'

/** Whether the components' static pages stand beside the app: as this process began, since it serves no file that came later. */
export const hasStorybook = existsSync(
  path.join(/* turbopackIgnore: true */ process.cwd(), 'public/storybook/index.html'),
)
