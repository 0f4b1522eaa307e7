'use client'

import { CloudAlert, RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import { errorMessage } from './error-message.ts'
import { formatRelativeTime } from './format.ts'
import { Icon } from './icon.tsx'
import { useLocale } from './locale.tsx'

export interface SyncStatusProps {
  /** When data last came, in milliseconds or as a `Date`; undefined before the first time. */
  syncedAt: number | Date | undefined
  isSyncing?: boolean
  /** Why the last try failed; undefined once one succeeds. */
  error?: unknown
  /** Changes that are not saved yet; said where the last try failed. */
  pending?: number
  onRefresh?: () => unknown
  className?: string
}

/** When data was last fetched, ticking, with a button to fetch it now. */
export function SyncStatus({
  syncedAt,
  isSyncing = false,
  error,
  pending = 0,
  onRefresh,
  className,
}: SyncStatusProps) {
  const failed = error !== undefined && error !== null && !isSyncing
  return (
    <div
      className={classNames(
        'tl-reset tl:flex tl:min-w-0 tl:items-center tl:gap-1.5 tl:text-[0.8125rem] tl:whitespace-nowrap tl:text-muted-foreground',
        className,
      )}
    >
      {failed && <Icon className="tl:text-destructive" icon={CloudAlert} />}
      <span className="tl-reset tl:truncate tl:tabular-nums" title={failed ? errorMessage(error) : undefined}>
        <StatusText failed={failed} isSyncing={isSyncing} pending={pending} syncedAt={syncedAt} />
      </span>
      {/* Only changes of state are announced; the ticking clock would talk without end. */}
      <span aria-live="polite" className="tl:sr-only">
        {announcement(failed, isSyncing, syncedAt !== undefined, error, pending)}
      </span>
      {onRefresh && (
        <IconButton
          aria-busy={isSyncing}
          icon={<Icon className={isSyncing ? 'tl-motion tl:animate-spin' : ''} icon={RefreshCw} />}
          label="Refresh"
          size="sm"
          onClick={() => {
            if (!isSyncing) void onRefresh()
          }}
        />
      )}
    </div>
  )
}

interface StatusTextProps {
  syncedAt: number | Date | undefined
  isSyncing: boolean
  failed: boolean
  pending: number
}

function StatusText({ syncedAt, isSyncing, failed, pending }: StatusTextProps) {
  const locale = useLocale()
  const time = syncedAt === undefined ? undefined : Number(syncedAt)
  const now = useClock(time)
  if (isSyncing) return 'Syncing…'
  const ago = time === undefined || now === undefined ? undefined : formatRelativeTime(time, now, locale)
  if (failed && pending > 0) return `Sync failed · ${waiting(pending)}`
  if (failed) return ago === undefined ? 'Sync failed' : `Sync failed · last ${ago}`
  if (time === undefined) return 'Not synced yet'
  return ago === undefined ? 'Synced' : `Synced ${ago}`
}

function waiting(pending: number): string {
  return pending === 1 ? '1 change waiting' : `${pending} changes waiting`
}

function announcement(
  failed: boolean,
  isSyncing: boolean,
  everSynced: boolean,
  error: unknown,
  pending: number,
): string {
  if (failed) return `Sync failed. ${errorMessage(error)}${pending > 0 ? ` ${waiting(pending)}.` : ''}`
  if (isSyncing) return 'Syncing'
  return everSynced ? 'Synced' : ''
}

/** The time now, renewed each second for the first minute after `since`, then each half minute; undefined on the server. */
function useClock(since: number | undefined): number | undefined {
  const [now, setNow] = useState<number>()
  useEffect(() => {
    if (since === undefined) return
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      const time = Date.now()
      setNow(time)
      timer = setTimeout(tick, time - since < 60_000 ? 1000 : 30_000)
    }
    tick()
    return () => clearTimeout(timer)
  }, [since])
  return now
}
