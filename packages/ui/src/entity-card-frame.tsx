'use client'

import { useState } from 'react'
import { cardTexts } from './card-texts.ts'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from './card.tsx'
import { classNames } from './class-names.ts'
import type { EntityCardFrameProps } from './entity-card.types.ts'
import { Pencil, Trash } from './glyphs.tsx'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icon.tsx'
import { lazyPart } from './lazy-part.ts'
import { useTexts } from './texts.ts'
import { type Acts, useActs } from './use-acts.ts'

// A card is mostly read: the form, and the question before a delete, are most of the code, and come when they are needed.
const cardEditor = lazyPart(() => import('./card-editor.tsx').then(({ CardEditor }) => CardEditor))
const deleteQuestion = lazyPart(() =>
  import('./delete-question.tsx').then(({ DeleteQuestion }) => DeleteQuestion),
)

/** A card with a content of one's own, and in its place a form while one edits; {@link EntityCard} lists the fields. */
export function EntityCardFrame<TRow extends object>(props: EntityCardFrameProps<TRow>) {
  const { row, title, form, onSave, onDelete } = props
  const texts = useTexts(cardTexts)
  const name = props.name ?? (typeof title === 'string' ? title : texts.thisRow)
  // The row as it was when the edit began: what changes elsewhere meanwhile is no change of the editor's.
  const [edited, setEdited] = useState<TRow>()
  const [asking, setAsking] = useState<boolean>()
  const acts = useActs(onSave && form, onSave && cardEditor, onDelete && deleteQuestion)
  const Editor = edited && cardEditor.loaded()
  const Question = asking !== undefined && onDelete && deleteQuestion.loaded()
  return (
    <Card aria-label={name} as="article" className={Editor && 'tl:border-ring/60 tl:shadow-sm'}>
      <CardHeader>
        <FrameTitle {...props} />
        {!Editor && (onSave || onDelete) && (
          <FrameActs
            acts={acts}
            className={isOneLine(props) && 'tl:mt-1'}
            name={name}
            onDelete={onDelete && (() => acts.start([deleteQuestion], () => setAsking(true)))}
            onEdit={onSave && (() => acts.start([cardEditor, form], () => setEdited(row)))}
          />
        )}
        {Question && (
          <Question
            description={props.deleteDescription}
            name={name}
            open={asking}
            onConfirm={onDelete}
            onOpenChange={setAsking}
          />
        )}
      </CardHeader>
      {acts.state === 'failed' && (
        <CardContent className="tl:text-destructive" role="alert">
          {texts.couldNotOpen}
        </CardContent>
      )}
      {Editor ? (
        <Editor begun={edited} card={props} name={name} onClose={() => setEdited(undefined)} />
      ) : props.children === undefined ? (
        <div className="tl:h-1" />
      ) : (
        <CardContent>{props.children}</CardContent>
      )}
    </Card>
  )
}

/** A title alone stands in the middle of what is before it. */
function isOneLine({ subtitle, media }: Pick<EntityCardFrameProps<object>, 'media' | 'subtitle'>): boolean {
  return subtitle === undefined && media !== undefined
}

function FrameTitle<TRow extends object>(props: EntityCardFrameProps<TRow>) {
  const { title, subtitle, badges, media, headingLevel = 3 } = props
  return (
    <>
      {media}
      <div className="tl-reset tl:flex tl:min-w-0 tl:grow tl:flex-col tl:gap-0.5">
        <div
          className={classNames(
            'tl-reset tl:flex tl:flex-wrap tl:items-center tl:gap-x-2 tl:gap-y-1',
            isOneLine(props) && 'tl:min-h-9',
          )}
        >
          <CardTitle level={headingLevel}>{title}</CardTitle>
          {badges}
        </div>
        {subtitle !== undefined && <CardDescription>{subtitle}</CardDescription>}
      </div>
    </>
  )
}

interface FrameActsProps {
  className: string | false
  acts: Acts
  name: string
  onEdit: (() => void) | undefined
  onDelete: (() => void) | undefined
}

function FrameActs({ acts, className, name, onEdit, onDelete }: FrameActsProps) {
  const texts = useTexts(cardTexts)
  return (
    <div
      aria-busy={acts.state === 'waiting'}
      className={classNames(
        'tl-reset tl-motion tl:-me-1.5 tl:flex tl:shrink-0 tl:gap-0.5 tl:aria-busy:animate-pulse',
        className,
      )}
      onFocus={acts.preload}
      onPointerEnter={acts.preload}
    >
      {onEdit && (
        <IconButton
          data-edit=""
          icon={<Icon icon={Pencil} />}
          label={texts.edit(name)}
          size="sm"
          onClick={onEdit}
        />
      )}
      {onDelete && (
        <IconButton icon={<Icon icon={Trash} />} label={texts.delete(name)} size="sm" onClick={onDelete} />
      )}
    </div>
  )
}
