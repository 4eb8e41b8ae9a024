import { Notification } from 'electron'
import type { News } from './lab-news.ts'

// A notification that nothing refers to is collected, and its click with it.
const shown = new Set<Notification>()

/** Tells the person where the system shows such things; a click leads to the screen that tells more. */
export function notify({ title, body, route }: News, openRoute: (route: string) => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body })
  shown.add(notification)
  notification.on('click', () => {
    shown.delete(notification)
    openRoute(route)
  })
  notification.on('close', () => shown.delete(notification))
  notification.on('failed', () => shown.delete(notification))
  notification.show()
}
