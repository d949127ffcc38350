import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { meQuery } from '../api/queries';
import { Empty } from '../parts/Layout';
import { lastTenant } from './Shell';

/** Goes on to the tenant used last, or else to the first one. */
export function HomePage() {
  const me = useQuery(meQuery());
  const tenants = me.data?.tenants ?? [];
  const target = tenants.find((membership) => membership.id === lastTenant()) ?? tenants[0];
  if (target) return <Navigate to="/t/$tenant/pipelines" params={{ tenant: target.id }} replace />;
  return (
    <main className="pt-16">
      <h1 className="sr-only">Freshet</h1>
      <Empty title="You belong to no tenant yet">
        Ask an admin of your organisation to give you a role in one.
      </Empty>
    </main>
  );
}
