import { Card, CardContent, CardHeader } from './card.tsx'
import { Skeleton } from './skeleton.tsx'

export interface EntityCardSkeletonProps {
  /** How many fields the card lists; wide ones take a row. */
  fields?: readonly ('half' | 'wide')[]
  /** How many lines of text it has in place of fields. */
  lines?: number
  media?: boolean
  subtitle?: boolean
  /** Least height in pixels. */
  height?: number
}

/** As high as a line of text, whatever is in it. */
function Line({ short = false }: { short?: boolean }) {
  return (
    <div className="tl:flex tl:h-5 tl:items-center">
      <Skeleton className={short ? 'tl:h-3 tl:w-16' : 'tl:h-4 tl:w-2/3'} />
    </div>
  )
}

/** A card whose row is not there yet, as high as the card that will stand there: it has the same lines. */
export function EntityCardSkeleton(props: EntityCardSkeletonProps) {
  const { fields = [], lines = fields.length === 0 ? 3 : 0, media = false, subtitle = false, height } = props
  return (
    <Card aria-hidden style={{ minHeight: height }}>
      <CardHeader>
        {media && <Skeleton className="tl:size-9 tl:shrink-0" />}
        <div className="tl-reset tl:flex tl:min-h-7 tl:grow tl:flex-col tl:gap-0.5">
          <div
            className={
              subtitle || !media ? 'tl:flex tl:h-6 tl:items-center' : 'tl:flex tl:h-9 tl:items-center'
            }
          >
            <Skeleton className="tl:h-5 tl:w-32" />
          </div>
          {subtitle && <Skeleton className="tl:my-0.5 tl:h-4 tl:w-24" />}
        </div>
      </CardHeader>
      <CardContent>
        {lines > 0 ? (
          Array.from({ length: lines }, (_, index) => <Line key={index} />)
        ) : (
          <div className="tl:grid tl:grid-cols-1 tl:gap-x-6 tl:gap-y-3.5 tl:@xs:grid-cols-2">
            {Array.from(fields, (width, index) => (
              <div key={index} className={width === 'wide' ? 'tl:col-span-full' : undefined}>
                <Line short />
                <Line />
              </div>
            ))}
          </div>
        )}
      </CardContent>
    </Card>
  )
}
