'use client'

import { CircleArrowUp, CloudAlert, LockKeyhole, type LucideIcon, RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { classNames } from './class-names.ts'
import { formatRelativeTime } from './relative-time.ts'
import { Icon } from './icon.tsx'
import { useLocale } from './locale.tsx'
import { type SyncProblem, syncProblem } from './sync-problem.ts'
import type { UiTexts } from './ui-texts.ts'
import { useErrorMessage } from './use-error-message.ts'
import { useUiTexts } from './use-ui-texts.ts'

export interface SyncStatusProps {
  /** When data last came, in milliseconds or as a `Date`; undefined before the first time. */
  syncedAt: number | Date | undefined
  isSyncing?: boolean
  /** Why the last try failed; undefined once one succeeds. A session that has expired and a new version are told apart. */
  error?: unknown
  /** Changes that are not saved yet; said where the last try failed. */
  pending?: number
  onRefresh?: () => unknown
  /** Adds "Sign in again" once the session has expired. */
  onSignIn?: () => unknown
  /** Adds "Reload" where the app is older than its server. */
  onReload?: () => unknown
  className?: string
}

/** When data was last fetched, ticking, with a button to fetch it now; or what stands in the way, and what helps. */
export function SyncStatus(props: SyncStatusProps) {
  const { syncedAt, isSyncing = false, error, pending = 0, onRefresh, className } = props
  const texts = useUiTexts().sync
  const errorMessage = useErrorMessage()
  const failure = error === undefined || error === null ? undefined : (syncProblem(error) ?? 'failed')
  // Trying again does not help against those: they stay on the page meanwhile.
  const failed = isSyncing && failure === 'failed' ? undefined : failure
  const busy = isSyncing && failed === undefined
  const icon = failed && icons[failed]
  return (
    <div
      className={classNames(
        'tl-reset tl:flex tl:min-w-0 tl:items-center tl:gap-1.5 tl:text-[0.8125rem] tl:whitespace-nowrap tl:text-muted-foreground',
        className,
      )}
    >
      {icon && (
        <Icon className={failed === 'outdated' ? 'tl:text-primary' : 'tl:text-destructive'} icon={icon} />
      )}
      <span className="tl-reset tl:truncate tl:tabular-nums" title={failed ? errorMessage(error) : undefined}>
        <StatusText failed={failed} isSyncing={busy} pending={pending} syncedAt={syncedAt} />
      </span>
      {/* Only changes of state are announced; the ticking clock would talk without end. */}
      <span aria-live="polite" className="tl:sr-only">
        {announcement({ failed, isSyncing: busy, syncedAt, pending, problem: errorMessage(error) }, texts)}
      </span>
      <Remedy failed={failed} {...props} />
      {onRefresh && failed !== 'outdated' && (
        <IconButton
          aria-busy={busy}
          icon={<Icon className={busy ? 'tl-motion tl:animate-spin' : ''} icon={RefreshCw} />}
          label={texts.refresh}
          size="sm"
          onClick={() => {
            if (!busy) void onRefresh()
          }}
        />
      )}
    </div>
  )
}

type Failure = SyncProblem | 'failed'

const icons = {
  failed: CloudAlert,
  'signed-out': LockKeyhole,
  outdated: CircleArrowUp,
} satisfies Record<Failure, LucideIcon>

type SyncTexts = UiTexts['sync']

const failureTexts = {
  failed: 'failed',
  'signed-out': 'signedOut',
  outdated: 'outdated',
} as const satisfies Record<Failure, keyof SyncTexts>

type RemedyProps = Pick<SyncStatusProps, 'onReload' | 'onSignIn'> & { failed: Failure | undefined }

/** The one button that helps. */
function Remedy({ failed, onReload, onSignIn }: RemedyProps) {
  const { reload, signIn } = useUiTexts().sync
  const [label, act] = failed === 'outdated' ? [reload, onReload] : [signIn, onSignIn]
  if (failed === undefined || failed === 'failed' || !act) return null
  return (
    <Button size="sm" variant="outline" onClick={() => void act()}>
      {label}
    </Button>
  )
}

interface StatusTextProps {
  syncedAt: number | Date | undefined
  isSyncing: boolean
  failed: Failure | undefined
  pending: number
}

function StatusText({ syncedAt, isSyncing, failed, pending }: StatusTextProps) {
  const locale = useLocale()
  const texts = useUiTexts().sync
  const time = syncedAt === undefined ? undefined : Number(syncedAt)
  const now = useClock(time)
  if (isSyncing) return texts.syncing
  const ago = time === undefined || now === undefined ? undefined : formatRelativeTime(time, now, locale)
  if (failed) {
    const what = texts[failureTexts[failed]]
    const more =
      pending > 0 ? texts.waiting(pending) : failed === 'failed' && ago !== undefined && texts.last(ago)
    return more ? `${what} · ${more}` : what
  }
  if (time === undefined) return texts.notYet
  return ago === undefined ? texts.synced : texts.syncedAgo(ago)
}

const advice = {
  'signed-out': 'signedOutAdvice',
  outdated: 'outdatedAdvice',
} as const satisfies Record<SyncProblem, keyof SyncTexts>

function announcement(
  { failed, isSyncing, syncedAt, pending, problem }: StatusTextProps & { problem: string },
  texts: SyncTexts,
): string {
  const wait = pending > 0 ? ` ${texts.waiting(pending)}.` : ''
  if (failed) {
    const what = failed === 'failed' ? `${texts.failed}. ${problem}` : texts[advice[failed]]
    return `${what}${wait}`
  }
  if (isSyncing) return texts.isSyncing
  return syncedAt === undefined ? '' : texts.synced
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
