import { useQuery } from '@tanstack/react-query';
import { versionsQuery } from '../api/queries';
import { ago, localTime } from '../format/time';
import { Section } from '../parts/Layout';
import { useNow } from '../parts/Loaded';

/** The last few versions; left out where the service does not keep a list yet. */
export function Versions({ tenant, name }: { tenant: string; name: string }) {
  const query = useQuery(versionsQuery(tenant, name));
  const now = useNow(10_000);
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title="Versions">
      <ol className="space-y-1.5 text-sm">
        {items.slice(0, 6).map((version) => (
          <li key={version.version} className="flex justify-between gap-3">
            <span className="tabular">Version {version.version}</span>
            <time dateTime={version.created_at} title={localTime(version.created_at)} className="text-muted">
              {ago(version.created_at, now)}
            </time>
          </li>
        ))}
      </ol>
    </Section>
  );
}
