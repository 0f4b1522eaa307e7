import { EmptyState } from '@throughline/ui'
import { useDemoTexts } from '../../texts/demo-texts.ts'

interface NothingProps {
  term: string
  /** Something is asked for. */
  filtered: boolean
  /** There is no answer yet. */
  searching: boolean
  onClearTerm: () => void
  onClearFilters: () => void
}

/** What stands in the place of the rows where there are none, and what to do about it. */
export function Nothing({ term, filtered, searching, onClearTerm, onClearFilters }: NothingProps) {
  const texts = useDemoTexts().directory
  const clear = () => {
    onClearTerm()
    onClearFilters()
  }
  if (!filtered) return <EmptyState description={texts.noneNote} title={texts.none} />
  if (searching) return <EmptyState title={texts.searching} />
  return (
    <EmptyState
      action={
        <button className="text-primary text-sm font-medium hover:underline" type="button" onClick={clear}>
          {texts.clear}
        </button>
      }
      description={term === '' ? texts.noMatchFilters : texts.noMatchNote(term)}
      title={texts.noMatch}
    />
  )
}
