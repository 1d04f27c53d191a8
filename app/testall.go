package app

import (
	"context"
	"time"

	"keyport/app/control"
	"keyport/assets"
)

// TestAll implements control.API: the keys first, since what an app is told
// depends on them.
func (k *Keyport) TestAll(ctx context.Context) ([]control.TestResult, error) {
	all := []control.TestResult{}
	s := k.effective()
	for _, u := range s.Upstreams {
		start := time.Now()
		result, err := k.CheckKey(ctx, control.KeyCheck{Upstream: u.Name})
		row := control.TestResult{What: control.TestKey, Name: u.Name, OK: result.OK, Detail: result.Sentence, Took: time.Since(start)}
		if err != nil {
			row.Detail = err.Error()
		}
		all = append(all, row)
	}
	for _, c := range s.Clients {
		if c.Off {
			continue // it may not use Keyport
		}
		start := time.Now()
		row := control.TestResult{What: control.TestApp, Name: c.Name, OK: true}
		steps, err := k.CheckClient(ctx, c.Name)
		good := 0
		for _, step := range steps {
			switch {
			case step.OK:
				good++
			case row.OK && !step.Spare: // the app works without what is spare
				row.OK, row.Detail = false, assets.T("test.app.step", "step", step.Name, "detail", step.Detail)
			}
		}
		if row.OK {
			row.Detail = assets.T("test.app.good", "count", good)
		}
		if err != nil {
			row.OK, row.Detail = false, err.Error()
		}
		row.Took = time.Since(start)
		all = append(all, row)
	}
	return all, ctx.Err()
}
