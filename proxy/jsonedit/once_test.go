package jsonedit

import "testing"

func TestOnceLeavesTheLastOfSeveralMembers(t *testing.T) {
	for in, want := range map[string]string{
		`{}`:                            `{}`,
		`{"a":1}`:                       `{"a":1}`,
		`{"b":1, "a":2}`:                `{"b":1, "a":2}`,
		`{"a":1,"b":2,"a":3}`:           `{"a":3,"b":2}`,
		`{"a":1,"a":1}`:                 `{"a":1}`,
		`{"a":1,"b":2,"\u0061":"x"}`:    `{"a":"x","b":2}`,
		`{"a":1,"A":2,"a":[3],"a":{}}`:  `{"a":{},"A":2}`,
		`{"b":1,"b":2,"a":0}`:           `{"b":1,"b":2,"a":0}`,
		`{ "a" : 1 , "c":0, "a" : 2 } `: `{ "a" : 2 , "c":0 } `,
	} {
		o, err := ParseObject(Raw(in))
		if err != nil {
			t.Fatal(err)
		}
		if o.Once("a"); string(o.Bytes()) != want {
			t.Errorf("%s became %s, want %s", in, o.Bytes(), want)
		}
	}
}
