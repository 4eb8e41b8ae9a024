import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

const merge = extendTailwindMerge({
  extend: { theme: { text: ['2xs', 'md'], shadow: ['card', 'popover', 'dialog'], radius: ['xs', 'full'] } },
})

/** Joins class names; a later utility replaces an earlier one of the same kind. */
export function classNames(...parts: readonly ClassValue[]): string {
  return merge(clsx(parts))
}
