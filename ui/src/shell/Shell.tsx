import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router';
import {
  Cable,
  Check,
  ChevronsUpDown,
  KeyRound,
  LogOut,
  Menu as MenuIcon,
  Monitor,
  Moon,
  Sun,
  Waypoints,
  X,
} from 'lucide-react';
import { DropdownMenu, Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { meQuery } from '../api/queries';
import { buttonLook, IconButton } from '../parts/Button';
import { Choices } from '../parts/Field';
import { Empty } from '../parts/Layout';
import { MENU, MENU_ITEM } from '../parts/Menu';
import { setTheme, useTheme } from '../theme';
import { Brand } from './Brand';

const TENANT_KEY = 'freshet.tenant';

export function lastTenant(): string | null {
  try {
    return localStorage.getItem(TENANT_KEY);
  } catch {
    return null;
  }
}

function rememberTenant(tenant: string): void {
  try {
    localStorage.setItem(TENANT_KEY, tenant);
  } catch {
    // Only a convenience.
  }
}

export function Shell() {
  const { tenant } = useParams({ from: '/t/$tenant' });
  const me = useQuery(meQuery());
  const known = me.data?.tenants.some((membership) => membership.id === tenant) || me.data?.platform_admin;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[236px_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-r border-line bg-sunken lg:flex">
        <NavContent tenant={tenant} />
      </aside>
      <MobileBar tenant={tenant} />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-[1240px] px-4 pt-6 pb-28 outline-none sm:px-8 lg:pt-8"
      >
        {me.data && !known ? <NoTenant tenant={tenant} /> : <Outlet />}
      </main>
    </div>
  );
}

function NoTenant({ tenant }: { tenant: string }) {
  return (
    <Empty title={`You have no part in ${tenant}`}>
      Either there is no such tenant or nobody has given you a role in it. Choose another tenant, or ask its
      admin.
    </Empty>
  );
}

function MobileBar({ tenant }: { tenant: string }) {
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center justify-between border-b border-line bg-sunken px-4 lg:hidden">
      <Brand />
      <Radix.Root open={open} onOpenChange={setOpen}>
        <Radix.Trigger asChild>
          <IconButton label="Menu">
            <MenuIcon aria-hidden className="size-5" />
          </IconButton>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col border-r border-line bg-sunken shadow-card"
          >
            <Radix.Title className="sr-only">Menu</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close menu" className="absolute top-2.5 right-2.5">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Radix.Close>
            <NavContent tenant={tenant} onNavigate={() => setOpen(false)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </header>
  );
}

function NavContent({ tenant, onNavigate }: { tenant: string; onNavigate?: () => void }) {
  return (
    <>
      <div className="flex h-15 items-center px-5">
        <Brand />
      </div>
      <div className="px-3">
        <TenantSwitch tenant={tenant} onNavigate={onNavigate} />
      </div>
      <nav aria-label="Main" className="mt-5 flex flex-col gap-0.5 px-3">
        <NavItem
          to="/t/$tenant/pipelines"
          tenant={tenant}
          icon={<Waypoints aria-hidden className="size-4" />}
          onNavigate={onNavigate}
        >
          Pipelines
        </NavItem>
        <NavItem
          to="/t/$tenant/connections"
          tenant={tenant}
          icon={<Cable aria-hidden className="size-4" />}
          onNavigate={onNavigate}
        >
          Connections
        </NavItem>
        <NavItem
          to="/t/$tenant/secrets"
          tenant={tenant}
          icon={<KeyRound aria-hidden className="size-4" />}
          onNavigate={onNavigate}
        >
          Secrets
        </NavItem>
      </nav>
      <div className="mt-auto space-y-3 border-t border-line px-4 py-4">
        <ThemeChoice />
        <Person />
      </div>
    </>
  );
}

interface NavItemProps {
  to: '/t/$tenant/pipelines' | '/t/$tenant/connections' | '/t/$tenant/secrets';
  tenant: string;
  icon: ReactNode;
  children: ReactNode;
  onNavigate?: () => void;
}

function NavItem({ to, tenant, icon, children, onNavigate }: NavItemProps) {
  return (
    <Link
      to={to}
      params={{ tenant }}
      onClick={onNavigate}
      className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm text-muted hover:bg-calm-soft hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
    >
      {icon}
      {children}
    </Link>
  );
}

function TenantSwitch({ tenant, onNavigate }: { tenant: string; onNavigate?: () => void }) {
  const me = useQuery(meQuery());
  const navigate = useNavigate();
  const tenants = me.data?.tenants ?? [];
  const current = tenants.find((membership) => membership.id === tenant);
  rememberTenant(tenant);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          className="flex w-full items-center justify-between gap-2 rounded-lg border border-line bg-surface px-3 py-1.5 text-left hover:border-edge"
        >
          <span className="min-w-0">
            <span className="block text-[12px] leading-tight text-muted">Tenant</span>
            <span className="block truncate text-sm leading-tight font-medium">
              {current?.name ?? tenant}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={6}
          className={`${MENU} w-(--radix-dropdown-menu-trigger-width)`}
        >
          {tenants.map((membership) => (
            <DropdownMenu.Item
              key={membership.id}
              className={MENU_ITEM}
              onSelect={() => {
                onNavigate?.();
                void navigate({ to: '/t/$tenant/pipelines', params: { tenant: membership.id } });
              }}
            >
              <span className="min-w-0 grow">
                <span className="block truncate">{membership.name}</span>
                <span className="block text-[12px] text-muted">{membership.role}</span>
              </span>
              {membership.id === tenant && <Check aria-label="current" className="size-4 text-accent" />}
            </DropdownMenu.Item>
          ))}
          {tenants.length === 0 && <p className="px-3 py-2 text-sm text-muted">You belong to no tenant.</p>}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function ThemeChoice() {
  const theme = useTheme();
  return (
    <Choices
      label="Theme"
      value={theme}
      onChange={setTheme}
      options={[
        { value: 'system', label: 'Auto', icon: <Monitor aria-hidden className="size-3.5" /> },
        { value: 'light', label: 'Light', icon: <Sun aria-hidden className="size-3.5" /> },
        { value: 'dark', label: 'Dark', icon: <Moon aria-hidden className="size-3.5" /> },
      ]}
    />
  );
}

function Person() {
  const me = useQuery(meQuery());
  return (
    <div className="flex items-center justify-between gap-2">
      <div className="min-w-0 text-sm">
        <p className="truncate font-medium">{me.data?.name ?? ''}</p>
        {me.data?.platform_admin && <p className="text-[12px] text-muted">Platform admin</p>}
      </div>
      {/* A whole navigation: the way out leads through the identity provider, which ends its own session too. */}
      <a href="/auth/logout" className={buttonLook('quiet', 'sm')}>
        <LogOut aria-hidden className="size-3.5" /> Sign out
      </a>
    </div>
  );
}
