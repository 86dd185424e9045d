print("liveser")
