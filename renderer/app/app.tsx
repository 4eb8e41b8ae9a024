import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from 'react-router'
import { queryClient } from '../lib/query.ts'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { router } from './routes.tsx'

/** The whole window: what every part may rely on, and the routes. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
      </TooltipProvider>
    </QueryClientProvider>
  )
}
