import { Board, BoardStore } from '../../src/board.tsx'

/** Built once, without rows: all are read in the browser. */
export default function LazyPage() {
  return (
    <BoardStore>
      <Board />
    </BoardStore>
  )
}
