/*
 * The epoch protocol: owners with generations commit epochs into one ledger row, relays carry them to a sink, flushers move
 * table pointers. Any owner may stall at any step (interleaving), die, or lose the reply of any transaction; a session whose
 * client is gone may still commit. Checked by Spin: no epoch twice, no commit by a fenced generation, generations never fall,
 * nothing acknowledged is missing, no sink row twice or left out, no pointer to a deleted file.
 *
 * Mutations, each of which must be caught: NOGEN (no generation check), NOLOCK (no row lock), ACKEARLY (answer before the
 * commit), SINKAPART (sink's progress outside its transaction), TRUSTERROR (an error taken for a failure: staged file deleted).
 */
#define OWNERS 2
#define EPOCHS 2

byte gen;                  /* the ledger row: active generation, */
byte head;                 /* last durable epoch, */
byte lock;                 /* and who holds its lock; 0 nobody */
byte by[EPOCHS + 1];       /* which generation wrote the epoch */
byte times[EPOCHS + 1];
bool acked[EPOCHS + 1];

byte limbo[OWNERS + 1];    /* epoch whose transaction runs on without its client, by generation; 0 none */

byte sink_gen;             /* the sink: owner, progress, and how often each epoch was applied */
byte sink_at;
byte applied[EPOCHS + 1];

byte pointer;              /* the file that the table's pointer names, 0 none; file g is staged by generation g */
bool there[OWNERS + 1];

#ifdef NOLOCK
#define FREE true
#define TAKE(id) skip
#define GIVE skip
#else
#define FREE (lock == 0)
#define TAKE(id) lock = id
#define GIVE lock = 0
#endif

#ifdef NOGEN
#define MINE(g) true
#else
#define MINE(g) (gen == g)
#endif

inline write(e, g) {
    assert(times[e] == 0);
    assert(gen == g);
    assert(by[e - 1] <= g);
    times[e]++;
    by[e] = g;
    head = e
}

/* What the server still does for clients that have given up: such a transaction holds the lock until it ends. */
proctype Server() {
end:
    do
    :: atomic { limbo[1] != 0 -> write(limbo[1], 1); limbo[1] = 0; GIVE }
    :: atomic { limbo[1] != 0 -> limbo[1] = 0; GIVE }
    :: atomic { limbo[2] != 0 -> write(limbo[2], 2); limbo[2] = 0; GIVE }
    :: atomic { limbo[2] != 0 -> limbo[2] = 0; GIVE }
    od
}

proctype Owner(byte g) {
    byte known;
    byte e;

    if
    :: atomic { FREE && gen < g -> gen = g }
    :: atomic { FREE && gen >= g -> goto over }
    fi;
    known = head;
    do
    :: known == EPOCHS -> break
    :: known < EPOCHS ->
        e = known + 1;
#ifdef ACKEARLY
        acked[e] = true;
#endif
attempt:
        atomic { FREE -> TAKE(g) };
        if
        :: atomic { MINE(g) && head == e - 1 -> skip };
            if
            :: atomic { write(e, g); GIVE }; goto committed
            :: atomic { write(e, g); GIVE }; goto unknown
            :: atomic { write(e, g); GIVE }; goto over
            :: atomic { GIVE }; goto unknown
            :: atomic { GIVE }; goto over
            :: atomic { limbo[g] = e }; goto unknown
            :: atomic { limbo[g] = e }; goto over
            fi
        :: atomic { !(MINE(g) && head == e - 1) -> GIVE }; goto unknown
        fi;
unknown:
        /* Read back under the row lock, so that an earlier attempt has ended. */
        if
        :: atomic { FREE && by[e] == g -> skip }; goto committed
        :: atomic { FREE && by[e] != g && (gen > g || head >= e) -> skip }; goto over
        :: atomic { FREE && by[e] != g && gen <= g && head < e -> skip }; goto attempt
        fi;
committed:
        known = e;
        acked[e] = true
    od;
over:
    skip
}

proctype Relay(byte g) {
    byte c;

    gen >= g;
again:
    if
    :: atomic { sink_gen <= g -> sink_gen = g; c = sink_at }
    :: atomic { sink_gen > g -> goto over }
    fi;
    do
    :: c < head ->
#ifdef SINKAPART
        if
        :: atomic { sink_gen == g && sink_at == c -> applied[c + 1]++ }
        :: atomic { sink_gen != g -> goto over }
        :: atomic { sink_gen == g && sink_at != c -> goto again }
        fi;
        if
        :: goto over
        :: atomic { sink_at = c + 1; c = c + 1 }
        fi
#else
        if
        :: atomic { sink_gen == g && sink_at == c -> applied[c + 1]++; sink_at = c + 1; c = c + 1 }
        :: atomic { sink_gen == g && sink_at == c -> applied[c + 1]++; sink_at = c + 1 }; goto again
        :: atomic { sink_gen == g && sink_at == c -> applied[c + 1]++; sink_at = c + 1 }; goto over
        :: atomic { sink_gen == g && sink_at != c -> goto again }
        :: atomic { sink_gen != g -> goto over }
        :: goto over
        fi
#endif
    :: c == EPOCHS -> break
    od;
over:
    skip
}

proctype Flusher(byte g) {
    gen >= g;
    there[g] = true;
attempt:
    if
    :: atomic { FREE && gen == g -> pointer = g }; goto over
    :: atomic { FREE && gen == g -> pointer = g }; goto unknown
    :: atomic { FREE -> skip }; goto unknown
    :: goto over
    fi;
unknown:
#ifdef TRUSTERROR
    there[g] = false;
    goto over;
#endif
    if
    :: atomic { FREE && (pointer == g || gen > g) -> skip }
    :: atomic { FREE && pointer != g && gen <= g -> goto attempt }
    fi;
over:
    skip
}

/* May look at any moment. */
proctype Monitor() {
    byte i;

    atomic {
        assert(pointer == 0 || there[pointer]);
        i = 1;
        do
        :: i > EPOCHS -> break
        :: i <= EPOCHS ->
            assert(!acked[i] || times[i] == 1);
            assert(times[i] == (i <= head -> 1 : 0));
            assert(applied[i] == (i <= sink_at -> 1 : 0));
            assert(sink_at <= head);
            i++
        od
    }
}

init {
    byte g = 1;

    atomic {
        do
        :: g > OWNERS -> break
        :: g <= OWNERS ->
            run Owner(g);
#if PART == 1
            run Relay(g);
#endif
#if PART == 2
            run Flusher(g);
#endif
            g++
        od;
        run Server();
        run Monitor()
    }
}
