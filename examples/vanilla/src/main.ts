import { openTasks } from './tasks.ts'
import { showTasks } from './tasks-page.ts'

const root = document.querySelector('main')
if (root) showTasks(openTasks().store, root)
