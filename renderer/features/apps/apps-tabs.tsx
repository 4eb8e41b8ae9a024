import { useQuery } from '@tanstack/react-query'
import { api } from '../../lib/query.ts'
import { TabLinks } from '../../ui/tabs.tsx'

/** The way between your apps and the catalog. */
export function AppsTabs() {
  const yours = useQuery(api.apps.list.queryOptions()).data?.length
  const catalog = useQuery(api.catalog.list.queryOptions()).data?.length
  return (
    <TabLinks
      label="Apps"
      links={[
        { to: '/apps', label: 'Yours', count: yours, end: true },
        { to: '/apps/catalog', label: 'Catalog', count: catalog },
      ]}
    />
  )
}
