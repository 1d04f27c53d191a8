package main

import (
	"context"
	"slices"
	"testing"
	"time"
)

// What happens around the tray, in order: "+" a host is there, "-" none, "." the
// patience has ended, "x" nobody tells any more. Of it "t" and "f" were told, "w" is the window.
func TestTheWindowWaitsForTheTray(t *testing.T) {
	for events, want := range map[string]string{
		"-.":    "fw",    // no tray at all
		"-.+":   "fwt",   // it comes after all
		"-+.":   "t",     // the panel came later than Keyport: no window
		"+.":    "t",     //
		"+.-":   "tf",    // the panel ends: a notice, no window
		"+-.":   "tf",    // it is just starting anew
		"+-.+":  "tft",   //
		"-+-+.": "tt",    //
		"-x.":   "fw",    // the bus went away
		"x.":    "fw",    // there is none
		"+x.":   "t",     //
		"-.+-+": "fwtft", // the window once
	} {
		t.Run(events, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			states, patience := make(chan bool), make(chan time.Time)
			var did []byte
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				followHost(ctx, states, patience, func(there bool) {
					did = append(did, map[bool]byte{true: 't', false: 'f'}[there])
				}, func() { did = append(did, 'w') })
			}()
			for _, e := range events { // each is taken up only when the one before it is done with
				switch e {
				case '+', '-':
					states <- e == '+'
				case '.':
					patience <- time.Time{}
				case 'x':
					close(states)
				}
			}
			if !slices.Contains([]byte(events), 'x') {
				close(states)
			}
			<-ended
			if string(did) != want {
				t.Errorf("it did %s, want %s", did, want)
			}
		})
	}
}
