import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { epochsQuery } from '../api/queries';
import { DataTable } from '../parts/DataTable';
import { Empty, Section } from '../parts/Layout';
import { Loaded, useNow } from '../parts/Loaded';
import { epochColumns, epochOrigin } from './epochColumns';
import { Paged } from './Paged';

const route = getRouteApi('/t/$tenant/pipelines/$pipeline/epochs');

export function EpochsPage() {
  const { tenant, pipeline } = route.useParams();
  const { at } = route.useSearch();
  const navigate = useNavigate({ from: '/t/$tenant/pipelines/$pipeline/epochs' });
  const query = useQuery(epochsQuery(tenant, pipeline, 50, at?.at(-1)));
  const now = useNow();
  return (
    <Section title="Epochs" note="Each commit of input and output together, newest first" flush>
      <Loaded
        query={query}
        empty={(page) =>
          page.items.length === 0 && (
            <Empty title="No epoch yet">The first one is committed when the first rows arrive.</Empty>
          )
        }
      >
        {(page) => (
          <>
            <DataTable
              caption="Epochs"
              rows={page.items}
              rowKey={(epoch) => String(epoch.epoch)}
              columns={[...epochColumns(page.items, now), ...epochOrigin]}
            />
            <Paged
              at={at}
              next={page.next_page_token}
              go={(next) => void navigate({ search: { at: next } })}
            />
          </>
        )}
      </Loaded>
    </Section>
  );
}
