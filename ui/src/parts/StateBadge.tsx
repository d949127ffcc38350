import {
  CircleAlert,
  CirclePause,
  CircleStop,
  CircleX,
  Droplets,
  Hand,
  History,
  LoaderCircle,
  type LucideIcon,
  Moon,
} from 'lucide-react';
import type { PipelineState } from '../api/types';

type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'accent';

export const TONES: Record<Tone, string> = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  calm: 'bg-calm-soft text-calm',
  accent: 'bg-accent-soft text-accent',
};

interface Face {
  word: string;
  tone: Tone;
  icon: LucideIcon;
  moving?: boolean;
}

const FACES: Record<PipelineState, Face> = {
  STOPPED: { word: 'Stopped', tone: 'calm', icon: CircleStop },
  STARTING: { word: 'Starting', tone: 'accent', icon: LoaderCircle, moving: true },
  BACKFILLING: { word: 'Backfilling', tone: 'accent', icon: History, moving: true },
  RUNNING: { word: 'Running', tone: 'good', icon: Droplets },
  IDLE: { word: 'Idle', tone: 'calm', icon: Moon },
  PAUSED: { word: 'Paused', tone: 'warn', icon: CirclePause },
  DEGRADED: { word: 'Degraded', tone: 'warn', icon: CircleAlert },
  AWAITING_APPROVAL: { word: 'Awaiting approval', tone: 'warn', icon: Hand },
  STOPPING: { word: 'Stopping', tone: 'accent', icon: LoaderCircle, moving: true },
  FAILED: { word: 'Failed', tone: 'bad', icon: CircleX },
};

export function stateWord(state: PipelineState): string {
  return FACES[state]?.word ?? state;
}

/** Colour, icon and word: none of them alone carries the meaning. */
export function StateBadge({ state }: { state: PipelineState }) {
  const face = FACES[state] ?? { word: state, tone: 'calm', icon: CircleStop };
  const Icon = face.icon;
  return (
    <span
      data-pipeline-state={state}
      className={`inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-[13px] font-medium whitespace-nowrap ${TONES[face.tone]}`}
    >
      <Icon aria-hidden className={`size-3.5 ${face.moving ? 'animate-breathe' : ''}`} />
      {face.word}
    </span>
  );
}

export function Tag({ tone = 'calm', children }: { tone?: Tone; children: React.ReactNode }) {
  return (
    <span
      className={`inline-flex items-center rounded-md px-1.5 py-px text-[12.5px] font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}
