import { useQuery } from '@tanstack/react-query';
import { meQuery } from './queries';
import { ROLES, type Role } from './types';

export function allows(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

const ARTICLE: Record<Role, string> = { viewer: 'a', editor: 'an', operator: 'an', admin: 'an' };

/** The sentence shown where a control is switched off, or null when the role is enough. */
export function refusal(role: Role | null, needed: Role, tenant: string): string | null {
  if (allows(role, needed)) return null;
  const have = role ? `You are ${ARTICLE[role]} ${role} in ${tenant}` : `You have no role in ${tenant}`;
  return `${have}; this needs the role ${needed}. An admin of ${tenant} can grant it.`;
}

export function useRole(tenant: string): Role | null {
  const me = useQuery(meQuery());
  return me.data?.tenants.find((membership) => membership.id === tenant)?.role ?? null;
}

export function useRefusal(tenant: string, needed: Role): string | null {
  return refusal(useRole(tenant), needed, tenant);
}
