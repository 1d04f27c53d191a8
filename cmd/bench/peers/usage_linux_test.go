package peers

import (
	"net"
	"os"
	"testing"
	"time"
)

func TestTheSystemTellsWhatAProcessUses(t *testing.T) {
	up, err := Again(RoleUpstream, "")
	if err != nil {
		t.Fatal(err)
	}
	defer up.Close()
	c, err := net.Dial("tcp", up.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	u := up.Usage()
	if u.CPU <= 0 || u.CPU > time.Minute || u.RSS < 1<<20 || u.PSS <= 0 || u.PSS > u.RSS || u.Wakeups <= 0 || up.PSS() <= 0 {
		t.Errorf("%+v", u)
	}
	if got := tree(os.Getpid()); len(got) != 2 || got[1] != up.PID {
		t.Errorf("the tree of this process is %v, with the child %d", got, up.PID)
	}
	if got := tree(up.PID); len(got) != 1 || got[0] != up.PID {
		t.Errorf("the tree of %d is %v", up.PID, got)
	}
	inside, err := Inside(RoleUpstream, "")
	if err != nil {
		t.Fatal(err)
	}
	if u := inside.Usage(); u != (Usage{}) {
		t.Errorf("of what is no process: %+v", u)
	}
	if err := inside.Close(); err != nil {
		t.Error(err)
	}
}
