import { QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { onSignedOut } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import { makeQueryClient, meQuery } from '../api/queries';
import { Skeleton } from '../parts/Loaded';
import { ProblemNotice } from '../parts/Notice';
import { router } from '../router';
import { Brand } from './Brand';
import { OperationsProvider } from './Operations';
import { SignIn } from './SignIn';

const queryClient = makeQueryClient();

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <OperationsProvider>
        <Gate />
      </OperationsProvider>
    </QueryClientProvider>
  );
}

/** Nothing of a tenant is shown before the service has said who is there. */
function Gate() {
  const client = useQueryClient();
  const [signedOut, setSignedOut] = useState(false);
  const me = useQuery({ ...meQuery(), enabled: !signedOut });
  useEffect(
    () =>
      onSignedOut(() => {
        setSignedOut(true);
        client.clear();
      }),
    [client],
  );
  if (signedOut || (me.error instanceof Problem && me.error.status === 401)) return <SignIn />;
  if (me.data) return <RouterProvider router={router} />;
  return (
    <main className="mx-auto max-w-lg px-4 pt-[18vh]">
      <h1 className="mb-6">
        <Brand />
      </h1>
      {me.isError ? (
        <ProblemNotice problem={asProblem(me.error)} retry={() => void me.refetch()} />
      ) : (
        <Skeleton />
      )}
    </main>
  );
}
