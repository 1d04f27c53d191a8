package tray

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"keyport/app/control"
)

// notebook is a surface that writes down what is drawn.
type notebook struct {
	lines  []string
	rows   map[string]string
	broken bool
}

func (n *notebook) note(format string, args ...any) {
	if n.broken {
		panic("the bus went away")
	}
	n.lines = append(n.lines, fmt.Sprintf(format, args...))
}

func (n *notebook) setIcon(state string) { n.note("icon %s", state) }

func (n *notebook) setTooltip(text string) { n.note("tooltip %s", text) }

func (n *notebook) show(id, label string) { n.note("show %s %s", id, label); n.rows[id] = label }

func (n *notebook) hide(id string) { n.note("hide %s", id); delete(n.rows, id) }

// desk is a loop with everything around it, in the time of synctest.
type desk struct {
	t      *testing.T
	api    *fakeAPI
	page   *notebook
	clicks chan string
	copied []string
	log    *journal
	loop   *loop
	cancel context.CancelFunc
	ended  chan struct{}
}

// inTime runs a test with a loop that serves s.
func inTime(t *testing.T, s control.Status, test func(d *desk)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		d := &desk{
			t: t, api: newFakeAPI(s), page: &notebook{rows: map[string]string{}}, clicks: make(chan string),
			log: &journal{}, cancel: cancel, ended: make(chan struct{}),
		}
		d.loop = &loop{
			api: d.api, log: zerolog.New(d.log), surface: d.page, clicks: d.clicks, stop: cancel, now: time.Now,
			clip: func(_ context.Context, text string, secret bool) error {
				d.copied = append(d.copied, fmt.Sprintf("%s %v", text, secret))
				return nil
			},
		}
		go func() { d.loop.serve(ctx); close(d.ended) }()
		synctest.Wait()
		test(d)
		cancel()
		<-d.ended
	})
}

func (d *desk) click(id string) {
	d.clicks <- id
	synctest.Wait()
}

func (d *desk) called() []string {
	var calls []string
	for len(d.api.calls) > 0 {
		calls = append(calls, <-d.api.calls)
	}
	return calls
}

func (d *desk) wantCalls(want ...string) {
	d.t.Helper()
	if got := d.called(); !slices.Equal(got, want) {
		d.t.Errorf("the calls are %q, want %q", got, want)
	}
}

func TestOnlyWhatDiffersIsDrawn(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		time.Sleep(between)
		d.page.lines = nil
		s := ready()
		s.State, s.Sentence = control.StateAttention, "Something else"
		d.api.set(s)
		synctest.Wait()
		want := []string{"icon attention", "tooltip Keyport – Something else", "show status Something else"}
		if !slices.Equal(d.page.lines, want) {
			d.t.Errorf("drawn: %q, want %q", d.page.lines, want)
		}
	})
}

// A busy agent must not make the panel redraw its tray all the time: not at
// 10 000 changes a second, and not when each is another icon.
func TestManyChangesDrawOnceASecond(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		start := time.Now()
		d.page.lines = nil
		const changes = 30_000
		for i := range changes {
			s := attention(fmt.Sprintf("Change %d", i))
			if i%2 == 0 {
				s.State = control.StateBlocked
			}
			d.api.set(s)
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(between)
		synctest.Wait()
		for _, what := range []string{"icon ", "tooltip ", "show status "} {
			shown := 0
			for _, line := range d.page.lines {
				if strings.HasPrefix(line, what) {
					shown++
				}
			}
			if limit := int(time.Since(start) / between); shown > limit || shown < 1 {
				t.Errorf("%d changes of %q were drawn %d times in %s, want at most %d", changes, what, shown, time.Since(start), limit)
			}
		}
		if got := d.page.rows[idStatus]; got != fmt.Sprintf("Change %d", changes-1) {
			d.t.Errorf("the last state shows %q", got)
		}
	})
}

func TestRowsComeAndGoWithTheState(t *testing.T) {
	inTime(t, states()["many"], func(d *desk) {
		for _, name := range []string{"paused", "setup", "hostile", "blocked"} {
			s := states()[name]
			d.api.set(s)
			time.Sleep(between)
			synctest.Wait()
			want := map[string]string{}
			each(Menu(s, time.Now()), func(item Item) { want[item.ID] = item.Label })
			if fmt.Sprint(d.page.rows) != fmt.Sprint(want) {
				d.t.Errorf("%s shows %v, want %v", name, d.page.rows, want)
			}
		}
	})
}

func TestMenuIsThereBeforeTheFirstState(t *testing.T) {
	inTime(t, control.Status{}, func(d *desk) {
		// inTime has shown the zero state by now; a loop whose program never answers shows the start.
		d.cancel()
		<-d.ended
		api := newFakeAPI(control.Status{})
		api.broken = errors.New("not yet")
		page := &notebook{rows: map[string]string{}}
		ctx, cancel := context.WithCancel(context.Background())
		l := &loop{api: api, log: zerolog.New(d.log), surface: page, clicks: d.clicks, stop: cancel, now: time.Now}
		go func() {
			time.Sleep(10 * time.Second)
			cancel()
		}()
		l.serve(ctx)
		if page.lines[0] != "icon starting" || page.rows[idQuit] == "" || page.rows[idOpen] == "" {
			d.t.Errorf("shown before the first state: %q", page.lines)
		}
		if n := strings.Count(d.log.String(), "not yet"); n != 1 {
			d.t.Errorf("the same error was logged %d times", n)
		}
	})
}

func TestTrayLearnsTheStateAgainAfterAnError(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		d.api.mu.Lock()
		d.api.broken = errors.New("gone")
		d.api.mu.Unlock()
		d.api.set(attention("Unseen"))
		time.Sleep(3 * time.Second)
		d.api.mu.Lock()
		d.api.broken = nil
		d.api.mu.Unlock()
		time.Sleep(pause + between)
		synctest.Wait()
		if got := d.page.rows[idStatus]; got != "Unseen" {
			d.t.Errorf("the first row says %q", got)
		}
	})
}

// busybody answers WaitStatus at once, whatever was seen.
type busybody struct {
	*fakeAPI
	asked int
}

func (b *busybody) WaitStatus(ctx context.Context, _ uint64) (control.Status, error) {
	b.asked++
	return b.Status(ctx)
}

func TestWaitThatDoesNotWaitCostsNoProcessor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := &busybody{fakeAPI: newFakeAPI(ready())}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		l := &loop{api: api, log: zerolog.Nop(), surface: &notebook{rows: map[string]string{}}, stop: cancel, now: time.Now}
		l.serve(ctx)
		if api.asked > 11 {
			t.Errorf("asked %d times in 10 s", api.asked)
		}
	})
}

func TestPanicOfTheSurfaceDoesNotEndTheProgram(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		d.page.broken = true
		d.api.set(attention("Trouble"))
		time.Sleep(between)
		synctest.Wait()
		if !strings.Contains(d.log.String(), "the bus went away") {
			d.t.Errorf("the log does not tell of the panic: %s", d.log)
		}
		d.click(idOpen)
		d.wantCalls(`OpenWindow ""`)
	})
}

// journal collects what a program logs while it runs.
type journal struct {
	mu    sync.Mutex
	text  strings.Builder
	wrote chan struct{} // holds one value after a write
}

func (j *journal) Write(data []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	select {
	case j.wrote <- struct{}{}:
	default:
	}
	return j.text.Write(data)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
