// What Keyport asks of AppKit beside what systray does. It is compiled without
// automatic reference counting: what is made here lives as long as the program.
// AppKit is talked to on the main thread only, so both functions merely queue
// their work there; they may be called from any thread.
#import <Cocoa/Cocoa.h>
#import <CoreServices/CoreServices.h> // kAEReopenApplication

extern void keyportReopened(void); // reopen_darwin.go

@interface KeyportReopen : NSObject
- (void)reopen:(NSAppleEventDescriptor *)event withReplyEvent:(NSAppleEventDescriptor *)reply;
@end

@implementation KeyportReopen
- (void)reopen:(NSAppleEventDescriptor *)event withReplyEvent:(NSAppleEventDescriptor *)reply {
  keyportReopened();
}
@end

// Takes the place of NSApplication's own handler, which has asked its delegate
// (systray's, which says nothing) since it finished launching. The delegate
// itself is left alone. The event manager does not retain its handlers.
void keyportWatchReopen(void) {
  dispatch_async(dispatch_get_main_queue(), ^{
    static KeyportReopen *handler;
    if (handler == nil) {
      handler = [[KeyportReopen alloc] init];
      [[NSAppleEventManager sharedAppleEventManager] setEventHandler:handler
                                                         andSelector:@selector(reopen:withReplyEvent:)
                                                       forEventClass:kCoreEventClass
                                                          andEventID:kAEReopenApplication];
    }
  });
}

// The activity lasts until the program ends, so it is retained and never ended.
void keyportStayAwake(void) {
  dispatch_async(dispatch_get_main_queue(), ^{
    static id activity;
    if (activity == nil) {
      activity = [[[NSProcessInfo processInfo]
          beginActivityWithOptions:NSActivityUserInitiatedAllowingIdleSystemSleep
                            reason:@"Other programs wait for answers"] retain];
    }
  });
}
