package main

import "time"

// scale is how much is measured. A round visits every target once, in an order
// that rotates; a figure is the median over the rounds.
type scale struct {
	oneRounds, oneBlock int // one client, 1 KB: so many requests a round
	bigRounds, bigBlock int // one client, 200 KB

	loadRounds  int
	loadClients []int // the goals are for 64
	loadTime    time.Duration

	burstRounds, burstBlock  int // streams of 3 chunks at once
	pacedRounds, pacedChunks int // one stream a round, a chunk each 5 ms
	fastRounds, fastChunks   int // one stream a round, as fast as it goes

	cutStreams, thinkStreams, resets int      // streams of each kind that must be right
	written                          []string // how the upstream writes those that think

	slowStarts, slowStreams, slowChunks int // streams at once, a chunk each 50 ms

	starts, restStarts int           // how often each is started, and its memory at rest read
	settle             time.Duration // until it is at rest
	idle               time.Duration // how long that is watched
}

// full is what counts: at least 20 rounds with one client, because a wake-up
// costs 18 or 60 µs by where the scheduler put the two threads.
var full = scale{
	oneRounds: 40, oneBlock: 100, bigRounds: 24, bigBlock: 40,
	loadRounds: 8, loadClients: []int{32, 64}, loadTime: 500 * time.Millisecond,
	burstRounds: 40, burstBlock: 40, pacedRounds: 12, pacedChunks: 100,
	fastRounds: 10, fastChunks: 100_000,
	cutStreams: 10_000, thinkStreams: 5, resets: 6, written: []string{"-d1ms", "-pack8", "-cut7"},
	slowStarts: 3, slowStreams: 200, slowChunks: 100,
	starts: 10, restStarts: 3, settle: time.Second, idle: 30 * time.Second,
}

// rough takes about a minute.
var rough = scale{
	oneRounds: 20, oneBlock: 20, bigRounds: 10, bigBlock: 10,
	loadRounds: 2, loadClients: []int{32, 64}, loadTime: 200 * time.Millisecond,
	burstRounds: 20, burstBlock: 10, pacedRounds: 3, pacedChunks: 40,
	fastRounds: 3, fastChunks: 20_000,
	cutStreams: 1000, thinkStreams: 1, resets: 6, written: []string{"-d1ms", "-pack8", "-cut7"},
	slowStarts: 1, slowStreams: 100, slowChunks: 30,
	starts: 3, restStarts: 1, settle: 300 * time.Millisecond, idle: 5 * time.Second,
}

func (s *scale) setRounds(n int) {
	for _, rounds := range []*int{&s.oneRounds, &s.bigRounds, &s.loadRounds, &s.burstRounds, &s.pacedRounds, &s.fastRounds, &s.slowStarts, &s.starts} {
		*rounds = n
	}
	s.restStarts = min(s.restStarts, n)
}
