package main

import (
	"testing"
	"time"
)

func TestPauseIsReadAsPeopleWriteIt(t *testing.T) {
	now := time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)
	cases := []struct {
		args []string
		want time.Time
		ok   bool
	}{
		{nil, time.Time{}, true},
		{[]string{"1h"}, now.Add(time.Hour), true},
		{[]string{"90m"}, now.Add(90 * time.Minute), true},
		{[]string{"until", "16:30"}, time.Date(2026, 3, 4, 16, 30, 0, 0, time.UTC), true},
		{[]string{"until", "08:00"}, time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC), true},
		{[]string{"until", "15:00"}, time.Date(2026, 3, 5, 15, 0, 0, 0, time.UTC), true},
		{[]string{"-1h"}, time.Time{}, false},
		{[]string{"0s"}, time.Time{}, false},
		{[]string{"90000h"}, time.Time{}, false},
		{[]string{"until"}, time.Time{}, false},
		{[]string{"until", "24:00"}, time.Time{}, false},
		{[]string{"until", "8"}, time.Time{}, false},
		{[]string{"until", "08:00", "please"}, time.Time{}, false},
	}
	for _, c := range cases {
		got, err := pauseUntil(c.args, now)
		if (err == nil) != c.ok || !got.Equal(c.want) {
			t.Errorf("%q: %v %v", c.args, got, err)
		}
	}
}

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for listen, want := range map[string]int{
		"127.0.0.1:11434": 11434, ":0": 0, "localhost:1": 1, "[::1]:2": 2, "127.0.0.2:3": 3,
		"0.0.0.0:1": -1, "[::]:1": -1, "192.168.1.2:1": -1, "example.com:1": -1, "127.0.0.1": -1, "127.0.0.1:x": -1,
		"127.0.0.1:65536": -1, "127.0.0.1:-1": -1, "": -1, "127.0.0.1.nip.io:1": -1, "[::ffff:192.168.1.2]:1": -1,
	} {
		got, err := loopbackPort(listen)
		if (err == nil) != (want >= 0) || err == nil && got != want {
			t.Errorf("%q: %d %v", listen, got, err)
		}
	}
}
