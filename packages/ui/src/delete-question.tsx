'use client'

import type { ReactNode } from 'react'
import { ConfirmPopup } from './dialog-popup.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export interface DeleteQuestionProps {
  /** Names the row. */
  name: string
  /** Says what goes with the row. */
  description: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
  onConfirm: () => unknown
}

/** Asks before a row is deleted. */
export function DeleteQuestion({ name, description, ...props }: DeleteQuestionProps) {
  const texts = useUiTexts()
  return (
    <ConfirmPopup
      destructive
      confirmLabel={texts.delete}
      description={description ?? texts.question.cannotBeUndone}
      title={texts.question.delete(name)}
      {...props}
    />
  )
}
