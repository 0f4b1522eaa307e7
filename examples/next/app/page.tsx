import { Board, BoardStore } from '../src/board.tsx'
import { readOnServer } from '../src/server.ts'

export const dynamic = 'force-dynamic'

/** The projects and the tasks of two of them are in the HTML; those of the third are read in the browser. */
export default async function BoardPage() {
  const state = await readOnServer((store) => [
    store.list('projects'),
    ...['p0', 'p1'].map((projectId) => store.list('tasks', { where: { projectId } })),
  ])
  return (
    <BoardStore state={state}>
      <Board />
    </BoardStore>
  )
}
