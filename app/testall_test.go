package app

import (
	"strings"
	"testing"

	"keyport/app/control"
)

func TestEverythingIsTested(t *testing.T) {
	p := newProvider(t)
	r, _ := withKey(t, p, goodKey)
	if _, err := r.AddClient(t.Context(), "Zed"); err != nil {
		t.Fatal(err)
	}
	results := func() (ok, names string) {
		t.Helper()
		all, err := r.TestAll(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			mark := "-"
			if one.OK {
				mark = "+"
			}
			if one.Detail == "" || one.Took <= 0 {
				t.Errorf("%+v", one)
			}
			ok, names = ok+mark, names+" "+one.What+":"+one.Name
		}
		return ok, names
	}
	if ok, names := results(); ok != "+++" || names != " key:openai app:VS Code app:Zed" {
		t.Errorf("%s %s", ok, names)
	}
	p.set(401, nil)
	if ok, _ := results(); !strings.HasPrefix(ok, "-") {
		t.Errorf("%s with a key that is refused", ok)
	}
	r.problem(problemRejected) // what is learnt shows in the state
	p.set(0, nil)
	if ok, _ := results(); ok != "+++" {
		t.Errorf("%s", ok)
	}
	r.state(control.StateReady)
}
