/** Whether the keyboard has a ⌘ key. */
export const onMac = /mac/i.test(navigator.userAgent)
