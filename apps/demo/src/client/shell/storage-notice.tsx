'use client'

import { useSyncStatus } from '@throughline/persons/collections'
import { Icon } from '@throughline/ui'
import { HardDrive } from 'lucide-react'
import { useDemoTexts } from '../../texts/demo-texts.ts'

/** Says why nothing outlives this tab, where that is so. */
export function StorageNotice() {
  const storage = useSyncStatus((status) => status.storage)
  const { storage: texts } = useDemoTexts()
  const isShown = storage?.kind === 'memory' || storage?.kind === 'closed'
  return (
    <div role="status">
      {isShown && (
        <div className="border-border bg-muted text-foreground flex flex-wrap items-center gap-x-2 gap-y-0.5 border-b px-4 py-2 text-sm">
          <Icon icon={HardDrive} />
          {storage.kind === 'closed' ? (
            <span className="font-medium">{texts.closed}</span>
          ) : (
            <>
              <span className="font-medium">{texts.title}</span>
              <span className="text-muted-foreground">{texts[storage.reason]}</span>
              {storage.atRisk > 0 && <span className="font-medium">{texts.atRisk(storage.atRisk)}</span>}
            </>
          )}
        </div>
      )}
    </div>
  )
}
